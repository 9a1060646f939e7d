#include "clients/cpp/src/conversion.h"

#include <optional>

#include "clients/cpp/src/time_conversion.h"

namespace imageco::complaint {
namespace {

GatewayResult FromProto(const v1::Result& result) { return {result.id(), result.comment()}; }

v1::Result ToProto(const GatewayResult& result) {
  v1::Result message;
  message.set_id(result.id);
  message.set_comment(result.comment);
  return message;
}

// A number that this client does not know says no more than none.
ReplyState FromProto(v1::ReplyState state) {
  return v1::ReplyState_IsValid(state) ? static_cast<ReplyState>(state) : ReplyState::kUnspecified;
}

Verdict FromProto(v1::Verdict verdict) {
  return v1::Verdict_IsValid(verdict) ? static_cast<Verdict>(verdict) : Verdict::kUnspecified;
}

Finding FromProto(const v1::Finding& message) {
  Finding finding;
  finding.verdict = FromProto(message.verdict());
  finding.settled_by = message.settled_by();
  finding.settled_by_identity = message.settled_by_identity();
  finding.reason = message.reason();
  if (message.has_settle_time()) finding.settle_time = ToTime(message.settle_time());
  return finding;
}

v1::Finding ToProto(const Finding& finding) {
  v1::Finding message;
  message.set_verdict(static_cast<v1::Verdict>(finding.verdict));
  message.set_settled_by(finding.settled_by);
  message.set_settled_by_identity(finding.settled_by_identity);
  message.set_reason(finding.reason);
  if (finding.settle_time) *message.mutable_settle_time() = ToTimestamp(*finding.settle_time);
  return message;
}

}  // namespace

v1::ReplyRequest ToProto(const ReplyRequest& request) {
  v1::ReplyRequest message;
  message.set_isspid(request.isspid);
  message.set_transaction_id(request.transaction_id);
  message.set_seller_account(request.seller_account);
  message.set_complaint_id(request.complaint_id);
  message.set_response_content(request.response_content);
  for (const std::string& image : request.response_images) message.add_response_images(image);
  if (request.jump_link) {
    message.mutable_jump_link()->set_url(request.jump_link->url);
    message.mutable_jump_link()->set_text(request.jump_link->text);
  }
  message.set_validate_only(request.validate_only);
  return message;
}

ReplyRequest FromProto(const v1::ReplyRequest& message) {
  ReplyRequest request;
  request.isspid = message.isspid();
  request.transaction_id = message.transaction_id();
  request.seller_account = message.seller_account();
  request.complaint_id = message.complaint_id();
  request.response_content = message.response_content();
  request.response_images = {message.response_images().begin(), message.response_images().end()};
  if (message.has_jump_link()) {
    request.jump_link = JumpLink{message.jump_link().url(), message.jump_link().text()};
  }
  request.validate_only = message.validate_only();
  return request;
}

v1::ReplyResponse ToProto(const ReplyResponse& response) {
  v1::ReplyResponse message;
  message.set_isspid(response.isspid);
  message.set_transaction_id(response.transaction_id);
  message.set_seller_account(response.seller_account);
  message.set_complaint_id(response.complaint_id);
  if (response.result) *message.mutable_result() = ToProto(*response.result);
  message.set_replayed(response.replayed);
  if (response.settle_time) *message.mutable_settle_time() = ToTimestamp(*response.settle_time);
  return message;
}

ReplyResponse FromProto(const v1::ReplyResponse& message) {
  ReplyResponse response;
  response.isspid = message.isspid();
  response.transaction_id = message.transaction_id();
  response.seller_account = message.seller_account();
  response.complaint_id = message.complaint_id();
  if (message.has_result()) response.result = FromProto(message.result());
  response.replayed = message.replayed();
  if (message.has_settle_time()) response.settle_time = ToTime(message.settle_time());
  return response;
}

v1::ReplyRecord ToProto(const ReplyRecord& record) {
  v1::ReplyRecord message;
  message.set_isspid(record.isspid);
  message.set_transaction_id(record.transaction_id);
  message.set_state(static_cast<v1::ReplyState>(record.state));
  if (record.result) *message.mutable_result() = ToProto(*record.result);
  if (record.claim_time) *message.mutable_claim_time() = ToTimestamp(*record.claim_time);
  if (record.settle_time) *message.mutable_settle_time() = ToTimestamp(*record.settle_time);
  if (record.finding) *message.mutable_finding() = ToProto(*record.finding);
  message.set_why(record.why);
  return message;
}

ReplyRecord FromProto(const v1::ReplyRecord& message) {
  ReplyRecord record;
  record.isspid = message.isspid();
  record.transaction_id = message.transaction_id();
  record.state = FromProto(message.state());
  if (message.has_result()) record.result = FromProto(message.result());
  if (message.has_claim_time()) record.claim_time = ToTime(message.claim_time());
  if (message.has_settle_time()) record.settle_time = ToTime(message.settle_time());
  if (message.has_finding()) record.finding = FromProto(message.finding());
  record.why = message.why();
  return record;
}

v1::ListRepliesRequest ToProto(const ListRepliesRequest& request) {
  v1::ListRepliesRequest message;
  message.set_isspid(request.isspid);
  for (const ReplyState state : request.states) {
    message.add_states(static_cast<v1::ReplyState>(state));
  }
  if (request.claimed_from) *message.mutable_claimed_from() = ToTimestamp(*request.claimed_from);
  if (request.claimed_before) {
    *message.mutable_claimed_before() = ToTimestamp(*request.claimed_before);
  }
  message.set_page_size(request.page_size);
  message.set_page_token(request.page_token);
  return message;
}

ListRepliesResponse FromProto(const v1::ListRepliesResponse& message) {
  ListRepliesResponse response;
  for (const v1::ReplyRecord& record : message.replies()) {
    response.replies.push_back(FromProto(record));
  }
  response.next_page_token = message.next_page_token();
  return response;
}

v1::SettleReplyRequest ToProto(const SettleReplyRequest& request) {
  v1::SettleReplyRequest message;
  message.set_isspid(request.isspid);
  message.set_transaction_id(request.transaction_id);
  message.set_verdict(static_cast<v1::Verdict>(request.verdict));
  message.set_settled_by(request.settled_by);
  message.set_reason(request.reason);
  return message;
}

}  // namespace imageco::complaint
