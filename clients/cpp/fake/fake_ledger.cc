#include "clients/cpp/fake/fake_ledger.h"

#include <tuple>

#include "clients/cpp/fake/fake_faults.h"
#include "clients/cpp/fake/field_rules.h"
#include "clients/cpp/src/conversion.h"

namespace imageco::complaint::testing {
namespace {

const GatewayResult kReplied = {"0000", "回复成功"};

auto PayloadOf(const ReplyRequest& request) {
  const JumpLink link = request.jump_link.value_or(JumpLink());
  return std::make_tuple(request.seller_account, request.complaint_id, request.response_content,
                         request.response_images, request.jump_link.has_value(), link.url,
                         link.text);
}

std::optional<Error> Check(const ReplyRequest& request) {
  Error error = MakeFailure(Reason::kInvalidRequest);
  error.violations = ViolationsIn(ToProto(request));
  if (error.violations.empty()) return std::nullopt;
  return error;
}

ReplyResponse Echo(const ReplyRequest& request) {
  ReplyResponse response;
  response.isspid = request.isspid;
  response.transaction_id = request.transaction_id;
  response.seller_account = request.seller_account;
  response.complaint_id = request.complaint_id;
  return response;
}

ReplyResponse Delivered(const ReplyRequest& request, const ReplyRecord& record) {
  ReplyResponse response = Echo(request);
  response.result = record.result;
  response.settle_time = record.settle_time;
  return response;
}

}  // namespace

Result<ReplyResponse> FakeLedger::Take(const ReplyRequest& request,
                                       const std::optional<Error>& outcome) {
  if (std::optional<Error> error = Check(request)) return *std::move(error);
  if (request.validate_only) return Echo(request);
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] =
      entries_.try_emplace({request.isspid, request.transaction_id}, Entry{request, {}, {}});
  Entry& entry = place->second;
  if (PayloadOf(entry.request) != PayloadOf(request)) {
    return MakeFailure(Reason::kTransactionIdReused);
  }
  if (is_new || entry.record.state == ReplyState::kNotDelivered) return Send(entry, outcome);
  if (entry.error) return *entry.error;
  ReplyResponse response = Delivered(entry.request, entry.record);
  response.replayed = true;
  return response;
}

Result<ReplyResponse> FakeLedger::Send(Entry& entry, const std::optional<Error>& outcome) {
  const Time now = std::chrono::system_clock::now();
  ReplyRecord& record = entry.record;
  record.isspid = entry.request.isspid;
  record.transaction_id = entry.request.transaction_id;
  record.claim_time = now;
  record.settle_time = now;
  entry.error = outcome;
  if (outcome) {
    const bool rejected = outcome->reason == Reason::kGatewayRejected;
    record.state = rejected ? ReplyState::kRejected : ReplyState::kUnknown;
    record.result = outcome->gateway_result;
    record.why = rejected ? "" : outcome->message;
    return *outcome;
  }
  record.state = ReplyState::kDelivered;
  record.result = kReplied;
  delivered_.push_back(entry.request);
  return Delivered(entry.request, record);
}

Result<ReplyRecord> FakeLedger::Get(const std::string& isspid,
                                    const std::string& transaction_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find({isspid, transaction_id});
  if (found == entries_.end()) return MakeFailure(Reason::kReplyNotFound);
  return found->second.record;
}

void FakeLedger::Settle(const std::string& isspid, const std::string& transaction_id,
                        Verdict verdict) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find({isspid, transaction_id});
  if (found == entries_.end() || found->second.record.state != ReplyState::kUnknown) return;
  Entry& entry = found->second;
  entry.error.reset();
  entry.record.why.clear();
  entry.record.settle_time = std::chrono::system_clock::now();
  entry.record.state =
      verdict == Verdict::kDelivered ? ReplyState::kDelivered : ReplyState::kNotDelivered;
  entry.record.finding = Finding{.verdict = verdict,
                                 .settled_by = "fake",
                                 .reason = "settled by the test",
                                 .settle_time = entry.record.settle_time,
                                 .settled_by_identity = ""};
}

std::vector<ReplyRequest> FakeLedger::delivered() const {
  const std::lock_guard lock(mutex_);
  return delivered_;
}

}  // namespace imageco::complaint::testing
