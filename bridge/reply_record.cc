#include "bridge/reply_record.h"

#include <string>
#include <utility>

#include "bridge/gateway/codec/utf8.h"
#include "bridge/timestamp.h"

namespace imageco::bridge {
namespace {

using complaint::v1::ReplyRecord;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using ledger::Ending;
using ledger::Settlement;

std::string IdOf(const gateway::GatewayResult& result) {
  return std::string(gateway::Shortened(result.id, kResultIdBytesMax));
}

std::string CommentOf(const gateway::GatewayResult& result) {
  return std::string(gateway::Shortened(result.comment, kResultCommentBytesMax));
}

// One overload for each kind of outcome; a new kind does not compile without one.
struct SettlementOf {
  Settlement operator()(const gateway::Delivered& delivered) const {
    return {.ending = Ending::kDelivered,
            .result_id = IdOf(delivered.result),
            .result_comment = CommentOf(delivered.result)};
  }
  Settlement operator()(const gateway::Rejected& rejected) const {
    return {.ending = Ending::kRejected,
            .result_id = IdOf(rejected.result),
            .result_comment = CommentOf(rejected.result),
            .http_status = rejected.http_status};
  }
  Settlement operator()(const gateway::Unknown& unknown) const { return {.why = unknown.why}; }
  // These two have no settlement: their claim is released. Unknown is the answer that is never
  // wrong.
  Settlement operator()(const gateway::Deferred& deferred) const { return {.why = deferred.why}; }
  Settlement operator()(const gateway::NotSent& not_sent) const { return {.why = not_sent.why}; }
};

ReplyResponse ToResponse(const ReplyRequest& request, const Settlement& settlement) {
  ReplyResponse response;
  response.set_isspid(request.isspid());
  response.set_transaction_id(request.transaction_id());
  response.set_seller_account(request.seller_account());
  response.set_complaint_id(request.complaint_id());
  if (!settlement.result_id.empty()) {
    response.mutable_result()->set_id(settlement.result_id);
    response.mutable_result()->set_comment(settlement.result_comment);
  }
  *response.mutable_settle_time() = ToTimestamp(settlement.time);
  return response;
}

complaint::v1::ReplyState ToState(Ending ending) {
  switch (ending) {
    case Ending::kDelivered:
      return complaint::v1::REPLY_STATE_DELIVERED;
    case Ending::kRejected:
      return complaint::v1::REPLY_STATE_REJECTED;
    case Ending::kNotDelivered:
      return complaint::v1::REPLY_STATE_NOT_DELIVERED;
    case Ending::kUnknown:
      break;
  }
  return complaint::v1::REPLY_STATE_UNKNOWN;
}

void SetFinding(const ledger::Finding& finding, complaint::v1::Finding& reply) {
  reply.set_verdict(finding.ending == Ending::kDelivered ? complaint::v1::VERDICT_DELIVERED
                                                         : complaint::v1::VERDICT_NOT_DELIVERED);
  reply.set_settled_by(finding.settled_by);
  reply.set_settled_by_identity(finding.settled_by_identity);
  reply.set_reason(finding.reason);
  *reply.mutable_settle_time() = ToTimestamp(finding.time);
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
    case Ending::kNotDelivered:  // is claimed anew instead of answered
      break;
  }
  return OutcomeUnknown(settlement.why);
}

ReplyResult Replay(const ReplyRequest& request, const ledger::Fingerprint& fingerprint,
                   const ledger::Record& record) {
  if (record.fingerprint != fingerprint) return TransactionIdReused();
  if (!record.settlement && !record.claimed_here) return ReplyInProgress();
  // Its attempt has ended in this process, or it would be in flight.
  if (!record.settlement) return OutcomeUnknown("its outcome could not be recorded yet");
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
  *reply.mutable_claim_time() = ToTimestamp(record.claim_time);
  if (record.finding) SetFinding(*record.finding, *reply.mutable_finding());
  if (!record.settlement) return reply;
  reply.set_state(ToState(record.settlement->ending));
  *reply.mutable_settle_time() = ToTimestamp(record.settlement->time);
  if (!record.settlement->result_id.empty()) {
    reply.mutable_result()->set_id(record.settlement->result_id);
    reply.mutable_result()->set_comment(record.settlement->result_comment);
  }
  if (record.settlement->ending == Ending::kUnknown) reply.set_why(record.settlement->why);
  return reply;
}

}  // namespace imageco::bridge
