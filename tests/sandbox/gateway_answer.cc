#include "tests/sandbox/gateway_answer.h"

#include <array>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "tests/sandbox/answer.h"

namespace imageco::sandbox {
namespace {

constexpr std::size_t kGarbageBytes = 256;
constexpr std::string_view kHtml =
    "<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n";

constexpr std::array<std::pair<std::string_view, std::string AnswerFields::*>, 5> kEchoMembers = {
    {{"response_type", &AnswerFields::response_type},
     {"isspid", &AnswerFields::isspid},
     {"transaction_id", &AnswerFields::transaction_id},
     {"seller_account", &AnswerFields::seller_account},
     {"complaint_id", &AnswerFields::complaint_id}}};

std::string_view Comment(std::string_view result_id) {
  if (result_id == kReplied) return "回复成功";
  if (result_id == kFormatRefused) return "报文格式错误";
  if (result_id == kSignRefused) return "报文签名错误";
  if (result_id == kComplaintRefused) return "投诉单不存在或收款账户不符";
  return "回复失败";
}

// Changes the last character of a field, or gives it one.
void Falsify(std::string& field) {
  const char last = field.empty() ? '\0' : field.back();
  if (!field.empty()) field.pop_back();
  field += last == '0' ? '1' : '0';
}

AnswerFields MakeFields(const Verdict& verdict, const AnswerFault& fault) {
  AnswerFields fields;
  fields.isspid = FieldValue(verdict.fields, "isspid");
  fields.transaction_id = FieldValue(verdict.fields, "transaction_id");
  fields.seller_account = FieldValue(verdict.fields, "seller_account");
  fields.complaint_id = FieldValue(verdict.fields, "complaint_id");
  fields.result_id = fault.result_id.value_or(std::string(verdict.ResultId()));
  fields.comment = fault.comment.value_or(std::string(Comment(fields.result_id)));
  for (const auto& [name, field] : kEchoMembers) {
    if (fault.wrong_echo == name) Falsify(fields.*field);
  }
  return fields;
}

std::string GatewayBody(const Endpoint& endpoint, const Verdict& verdict,
                        const AnswerFault& fault) {
  AnswerOptions options;
  if (fault.wrong_sign) options.sign = SignFault::kWrong;
  if (fault.missing_sign) options.sign = SignFault::kMissing;
  options.extra_nodes = fault.extra_nodes;
  const AnswerFields fields = MakeFields(verdict, fault);
  return endpoint.format == Format::kJson ? EncodeJsonAnswer(endpoint, fields, options)
                                          : EncodeXmlAnswer(endpoint, fields, options);
}

std::string Garbage() {
  std::random_device random;
  std::string bytes;
  while (bytes.size() < kGarbageBytes) bytes += static_cast<char>(random());
  return bytes;
}

std::string Body(const Endpoint& endpoint, const Verdict& verdict, const AnswerFault& fault) {
  switch (fault.body) {
    case BodyKind::kGateway:
      return GatewayBody(endpoint, verdict, fault);
    case BodyKind::kNone:
      return "";
    case BodyKind::kHtml:
      return std::string(kHtml);
    case BodyKind::kGarbage:
      return Garbage();
    case BodyKind::kRaw:
      return fault.raw_body;
  }
  return "";
}

}  // namespace

HttpAnswer MakeAnswer(const Endpoint& endpoint, const Verdict& verdict, const AnswerFault& fault,
                      bool keep_alive) {
  HttpAnswer answer;
  answer.status = fault.http_status;
  answer.body = Body(endpoint, verdict, fault);
  if (fault.body_bytes && *fault.body_bytes < answer.body.size()) {
    answer.body.resize(*fault.body_bytes);
  }
  const bool is_html = fault.body == BodyKind::kHtml;
  answer.headers = {{"Content-Type", is_html ? "text/html" : endpoint.AnswerContentType()},
                    {"Content-Length", std::to_string(answer.body.size())},
                    {"Connection", keep_alive ? "keep-alive" : "close"}};
  for (const auto& [name, value] : fault.headers) SetHeader(answer.headers, name, value);
  return answer;
}

HttpAnswer NotServedAnswer() {
  return {404, {{"Content-Length", "0"}, {"Connection", "close"}}, ""};
}

}  // namespace imageco::sandbox
