#include "tests/clients/cpp/conformance/json_form.h"

#include <algorithm>
#include <string>
#include <vector>

namespace imageco::complaint::conformance {
namespace {

using nlohmann::json;

constexpr const char* kStates[] = {"REPLY_STATE_UNSPECIFIED", "REPLY_STATE_SENDING",
                                   "REPLY_STATE_DELIVERED",   "REPLY_STATE_REJECTED",
                                   "REPLY_STATE_UNKNOWN",     "REPLY_STATE_NOT_DELIVERED"};

std::string Text(const json& object, const char* member) { return object.value(member, ""); }

void AddResult(const std::optional<GatewayResult>& result, json& object) {
  if (result) object["result"] = {{"id", result->id}, {"comment", result->comment}};
}

}  // namespace

ReplyRequest ToReplyRequest(const json& object) {
  ReplyRequest request;
  request.isspid = Text(object, "isspid");
  request.transaction_id = Text(object, "transactionId");
  request.seller_account = Text(object, "sellerAccount");
  request.complaint_id = Text(object, "complaintId");
  request.response_content = Text(object, "responseContent");
  request.response_images = object.value("responseImages", std::vector<std::string>());
  if (object.contains("jumpLink")) {
    request.jump_link = JumpLink{Text(object["jumpLink"], "url"), Text(object["jumpLink"], "text")};
  }
  request.validate_only = object.value("validateOnly", false);
  return request;
}

SettleReplyRequest ToSettleReplyRequest(const json& object) {
  SettleReplyRequest request;
  request.isspid = Text(object, "isspid");
  request.transaction_id = Text(object, "transactionId");
  request.verdict =
      Text(object, "verdict") == "VERDICT_DELIVERED" ? Verdict::kDelivered : Verdict::kNotDelivered;
  request.settled_by = Text(object, "settledBy");
  request.reason = Text(object, "reason");
  return request;
}

json ToJson(const ReplyResponse& response) {
  json object = {{"isspid", response.isspid},
                 {"transactionId", response.transaction_id},
                 {"sellerAccount", response.seller_account},
                 {"complaintId", response.complaint_id},
                 {"replayed", response.replayed}};
  AddResult(response.result, object);
  return object;
}

json ToJson(const ReplyRecord& record) {
  json object = {{"isspid", record.isspid},
                 {"transactionId", record.transaction_id},
                 {"state", kStates[static_cast<int>(record.state)]},
                 {"why", record.why}};
  AddResult(record.result, object);
  return object;
}

bool Contains(const json& whole, const json& part) {
  if (!part.is_object()) return whole == part;
  return whole.is_object() &&
         std::all_of(part.items().begin(), part.items().end(), [&whole](const auto& member) {
           return whole.contains(member.key()) && Contains(whole[member.key()], member.value());
         });
}

}  // namespace imageco::complaint::conformance
