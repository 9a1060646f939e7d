#ifndef IMAGECO_TESTS_BRIDGE_GATEWAY_EXCHANGE_H_
#define IMAGECO_TESTS_BRIDGE_GATEWAY_EXCHANGE_H_

#include <memory>
#include <string>
#include <string_view>

#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/gateway/message_codec.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

// The exchange that the vendor's page shows, as types and as text, and codecs for it.
namespace imageco::bridge::gateway {

// The key of the sign vectors.
inline constexpr char kKey[] = "TESTKEY0123456789abcdef";

// The page's answer without its sign, which is a placeholder.
inline constexpr std::string_view kAnswerJson =
    R"({"response_type":"risk_complaints_resp_response","isspid":"39493002",)"
    R"("transaction_id":"resp202406170000000001","seller_account":"66660000000000001",)"
    R"("complaint_id":"200201820200101080076610000",)"
    R"("result":{"id":"0000","comment":"回复成功"}})";

// `text`, so many times.
std::string Times(std::string_view text, int times);

// The tables, loaded once.
std::shared_ptr<const Gbk> SharedGbk();

// The plan of ComplaintService.Reply.
const Plan& ReplyPlan();

// The plan of ComplaintListService.ListComplaints (tests/proto/complaint_list.proto).
const Plan& ListPlan();

// The page's request.
complaint::v1::ReplyRequest SampleRequest();

// The page's merchant with everything else at its default: JSON in UTF-8, sorted pairs.
config::v1::Merchant JsonMerchant();
// JSON in GBK.
config::v1::Merchant GbkJsonMerchant();
// JSON in the form field "data".
config::v1::Merchant JsonFormMerchant();
// Bare XML.
config::v1::Merchant XmlMerchant();
// XML in a form with its mac.
config::v1::Merchant XmlFormMerchant();

// Dies where `merchant` makes no codec.
MessageCodec MakeCodec(const config::v1::Merchant& merchant, const Plan& plan = ReplyPlan());

// `text`, a JSON object, with a sign by the merchant's scheme as its last member.
std::string WithSign(const config::v1::Merchant& merchant, std::string_view text);

// `message` as the older interfaces of the vendor send it: a form of xml and mac.
std::string WithMac(std::string_view message);

// What a codec made of an answer to the page's request.
struct Decoded {
  Answer answer;
  complaint::v1::ReplyResponse response;
};
Decoded DecodeAnswer(const config::v1::Merchant& merchant, std::string_view body);

// `text` with the only occurrence of `from` replaced. Dies where it does not occur once.
std::string Replaced(std::string_view text, std::string_view from, std::string_view to);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_BRIDGE_GATEWAY_EXCHANGE_H_
