#include "tests/bridge/gateway/exchange.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/signature/signature.h"
#include "complaint_list.pb.h"
#include "tests/bridge/gateway/openssl_digest.h"
#include "tests/page_reply.h"

namespace imageco::bridge::gateway {
namespace {

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "%s\n", value.status().ToString().c_str());
    std::abort();
  }
  return *std::move(value);
}

// Lives as long as the process.
template <typename Request>
const Plan& MakePlan(const char* service, const char* method) {
  const auto* file = Request::descriptor()->file();
  return *OrDie(Plan::Compile(*file->FindServiceByName(service)->FindMethodByName(method)))
              .release();
}

}  // namespace

std::string Times(std::string_view text, int times) {
  std::string repeated;
  for (int i = 0; i < times; ++i) repeated += text;
  return repeated;
}

std::shared_ptr<const Gbk> SharedGbk() {
  static const auto& gbk = *new std::shared_ptr<const Gbk>(OrDie(Gbk::Load()));
  return gbk;
}

const Plan& ReplyPlan() {
  static const Plan& plan = MakePlan<complaint::v1::ReplyRequest>("ComplaintService", "Reply");
  return plan;
}

const Plan& ListPlan() {
  static const Plan& plan =
      MakePlan<example::v1::ListComplaintsRequest>("ComplaintListService", "ListComplaints");
  return plan;
}

complaint::v1::ReplyRequest SampleRequest() { return PageReply("resp202406170000000001"); }

config::v1::Merchant JsonMerchant() {
  config::v1::Merchant merchant;
  merchant.set_isspid("39493002");
  merchant.set_system_id("8888");
  return merchant;
}

config::v1::Merchant GbkJsonMerchant() {
  config::v1::Merchant merchant = JsonMerchant();
  merchant.mutable_wire()->set_json_charset(config::v1::CHARSET_GBK);
  return merchant;
}

config::v1::Merchant JsonFormMerchant() {
  config::v1::Merchant merchant = JsonMerchant();
  merchant.mutable_wire()->set_json_form_field("data");
  return merchant;
}

config::v1::Merchant XmlMerchant() {
  config::v1::Merchant merchant = JsonMerchant();
  merchant.mutable_wire()->set_format(config::v1::FORMAT_XML);
  return merchant;
}

config::v1::Merchant XmlFormMerchant() {
  config::v1::Merchant merchant = XmlMerchant();
  merchant.mutable_wire()->set_xml_form_with_mac(true);
  return merchant;
}

MessageCodec MakeCodec(const config::v1::Merchant& merchant, const Plan& plan) {
  return OrDie(MessageCodec::Make(plan, merchant, kKey, SharedGbk()));
}

std::string WithSign(const config::v1::Merchant& merchant, std::string_view text) {
  const Signature signature = OrDie(Signature::Make(merchant.signature(), kKey, SharedGbk()));
  const std::string sign = OrDie(signature.Sign(text, OrDie(ReadJson(text))));
  return std::string(text.substr(0, text.size() - 1)) + ",\"sign\":\"" + sign + "\"}";
}

std::string WithMac(std::string_view message) {
  std::string form;
  AppendFormField("xml", message, form);
  AppendFormField("mac", Md5Lower(std::string(kKey).append(message).append(kKey)), form);
  return form;
}

Decoded DecodeAnswer(const config::v1::Merchant& merchant, std::string_view body) {
  Decoded decoded;
  decoded.answer = MakeCodec(merchant).Decode(body, SampleRequest(), decoded.response);
  return decoded;
}

std::string Replaced(std::string_view text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  if (at == std::string_view::npos || text.find(from, at + 1) != std::string_view::npos) {
    std::fprintf(stderr, "not once: %s\n", std::string(from).c_str());
    std::abort();
  }
  return std::string(text).replace(at, from.size(), to);
}

}  // namespace imageco::bridge::gateway
