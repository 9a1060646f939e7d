#include "bridge/reply_record.h"

#include <string>
#include <utility>

namespace imageco::bridge {
namespace {

using complaint::v1::ReplyRecord;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using ledger::Ending;
using ledger::Settlement;

// One overload for each kind of outcome; a new kind does not compile without one.
struct SettlementOf {
  Settlement operator()(const gateway::Delivered& delivered) const {
    return {.ending = Ending::kDelivered,
            .result_id = delivered.result.id,
            .result_comment = delivered.result.comment};
  }
  Settlement operator()(const gateway::Rejected& rejected) const {
    return {.ending = Ending::kRejected,
            .result_id = rejected.result.id,
            .result_comment = rejected.result.comment,
            .http_status = rejected.http_status};
  }
  Settlement operator()(const gateway::Unknown& unknown) const { return {.why = unknown.why}; }
  // Has no settlement: its claim is released. Unknown is the answer that is never wrong.
  Settlement operator()(const gateway::NotSent& not_sent) const { return {.why = not_sent.why}; }
};

void SetTimestamp(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

ReplyResponse ToResponse(const ReplyRequest& request, const Settlement& settlement) {
  ReplyResponse response;
  response.set_isspid(request.isspid());
  response.set_transaction_id(request.transaction_id());
  response.set_seller_account(request.seller_account());
  response.set_complaint_id(request.complaint_id());
  response.mutable_result()->set_id(settlement.result_id);
  response.mutable_result()->set_comment(settlement.result_comment);
  SetTimestamp(settlement.time, *response.mutable_settle_time());
  return response;
}

complaint::v1::ReplyState ToState(Ending ending) {
  switch (ending) {
    case Ending::kDelivered:
      return complaint::v1::REPLY_STATE_DELIVERED;
    case Ending::kRejected:
      return complaint::v1::REPLY_STATE_REJECTED;
    case Ending::kUnknown:
      break;
  }
  return complaint::v1::REPLY_STATE_UNKNOWN;
}

}  // namespace

Settlement ToSettlement(const gateway::Outcome& outcome) {
  return std::visit(SettlementOf{}, outcome);
}

ReplyResult ToResult(const ReplyRequest& request, const Settlement& settlement) {
  switch (settlement.ending) {
    case Ending::kDelivered:
      return ToResponse(request, settlement);
    case Ending::kRejected:
      return GatewayRejected(settlement.result_id, settlement.result_comment,
                             settlement.http_status);
    case Ending::kUnknown:
      break;
  }
  return OutcomeUnknown(settlement.why);
}

ReplyResult Replay(const ReplyRequest& request, const ledger::Fingerprint& fingerprint,
                   const ledger::Record& record) {
  if (record.fingerprint != fingerprint) return TransactionIdReused();
  if (!record.settlement) return ReplyInProgress();
  return AsReplay(ToResult(request, *record.settlement));
}

ReplyResult AsReplay(ReplyResult result) {
  if (auto* response = std::get_if<ReplyResponse>(&result)) response->set_replayed(true);
  return result;
}

ReplyRecord ToReplyRecord(const ledger::Key& key, const ledger::Record& record) {
  ReplyRecord reply;
  reply.set_isspid(key.isspid);
  reply.set_transaction_id(key.transaction_id);
  reply.set_state(complaint::v1::REPLY_STATE_SENDING);
  SetTimestamp(record.claim_time, *reply.mutable_claim_time());
  if (!record.settlement) return reply;
  reply.set_state(ToState(record.settlement->ending));
  SetTimestamp(record.settlement->time, *reply.mutable_settle_time());
  if (!record.settlement->result_id.empty()) {
    reply.mutable_result()->set_id(record.settlement->result_id);
    reply.mutable_result()->set_comment(record.settlement->result_comment);
  }
  return reply;
}

}  // namespace imageco::bridge
