#include "tests/sandbox/endpoint.h"

namespace imageco::sandbox {
namespace {

std::string BareContentType(const Endpoint& endpoint) {
  if (endpoint.format == Format::kXml) return "application/xml; charset=GBK";
  return endpoint.charset == Charset::kGbk ? "application/json; charset=GBK"
                                           : "application/json; charset=UTF-8";
}

}  // namespace

std::string Endpoint::ExpectedContentType() const {
  if (!content_type.empty()) return content_type;
  return HasForm() ? std::string(kFormContentType) : BareContentType(*this);
}

std::string Endpoint::AnswerContentType() const {
  if (mac_form == MacForm::kFormAnswer) return std::string(kFormContentType);
  return BareContentType(*this);
}

}  // namespace imageco::sandbox
