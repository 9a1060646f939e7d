#include "bridge/reply_bridge.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/log.h"
#include "bridge/base/stopwatch.h"
#include "bridge/fingerprint.h"
#include "bridge/record_request.h"

namespace imageco::bridge {
namespace {

using admission::Admission;
using base::Log;
using base::Severity;
using complaint::v1::GetReplyRequest;
using complaint::v1::GetReplyResponse;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using Source = ReplyTrail::Source;

// The answer to a request that was only checked.
ReplyResponse Checked(const ReplyRequest& request) {
  ReplyResponse response;
  response.set_isspid(request.isspid());
  response.set_transaction_id(request.transaction_id());
  response.set_seller_account(request.seller_account());
  response.set_complaint_id(request.complaint_id());
  return response;
}

// Tells rate and breaker how the gateway did, and the operator what the breaker makes of it.
void Report(std::string_view isspid, const gateway::Outcome& outcome, Admission::Slot& slot) {
  const bool unreachable = std::holds_alternative<gateway::NotSent>(outcome);
  if (unreachable) slot.Refund();
  if (unreachable || std::holds_alternative<gateway::Unknown>(outcome)) {
    if (!slot.Fail()) return;
    Log(Severity::kWarning, "sending to the gateway pauses", {{"isspid", isspid}});
  } else if (slot.Succeed()) {
    Log(Severity::kWarning, "sending to the gateway goes on", {{"isspid", isspid}});
  }
}

absl::Status ClaimRanOut() {
  return absl::UnavailableError("it was so slow that the claim ran out before the send");
}

using ReplyFlight = Flights<ReplyResult>::Flight;

// What the ledger has, for all who joined. That another payload has the id is told to those alone
// who `came_before` it was asked: the other one may lose it.
ReplyResult ShareRecord(ReplyFlight& flight, ReplyResult result, uint64_t came_before) {
  const auto* failure = std::get_if<Failure>(&result);
  const bool reused = failure != nullptr && failure->reason == complaint::v1::TRANSACTION_ID_REUSED;
  return reused ? flight.Share(std::move(result), came_before) : flight.Share(std::move(result));
}

// A refusal, for those who `came_before` the ledger was asked: another replica may have sent it
// since. Others may have more time, or be there still, where it is the caller's own.
ReplyResult ShareRefusal(ReplyFlight& flight, const admission::Refusal& refusal,
                         uint64_t came_before) {
  ReplyResult result = FromRefusal(refusal);
  return refusal.is_callers_own ? result : flight.Share(std::move(result), came_before);
}

}  // namespace

// A request that may be sent.
struct ReplyBridge::Prepared {
  const Merchant* merchant;
  ledger::Key key;
  ledger::Fingerprint fingerprint;
  std::string message;  // as it goes over the wire
};

std::variant<ReplyBridge::Prepared, Failure> ReplyBridge::Prepare(
    ReplyRequest& request, const MerchantTable& merchants) const {
  request.set_isspid(ResolveIsspid(merchants, request.isspid()));
  const Merchant* merchant = FindMerchant(merchants, request.isspid());
  std::vector<gateway::FieldFault> faults = merchant != nullptr
                                                ? merchant->gateway->Check(request)
                                                : gateway::Validate(plan_, request, {});
  if (!faults.empty()) return InvalidRequest(std::move(faults));
  if (merchant == nullptr) return MerchantNotConfigured(request.isspid());
  absl::StatusOr<std::string> message = merchant->gateway->Encode(request);
  if (!message.ok()) return CannotPrepare(message.status());
  const absl::StatusOr<ledger::Fingerprint> fingerprint = FingerprintOf(request);
  if (!fingerprint.ok()) return CannotPrepare(fingerprint.status());
  return Prepared{.merchant = merchant,
                  .key = {request.isspid(), request.transaction_id()},
                  .fingerprint = *fingerprint,
                  .message = *std::move(message)};
}

base::Task<ReplyResult> ReplyBridge::Reply(ReplyRequest request, CallContext context) {
  ReplyTrail unread;
  ReplyTrail& trail = context.trail != nullptr ? *context.trail : unread;

  // Validate, encode, sign.
  std::variant<Prepared, Failure> prepared = Prepare(request, *context.merchants);
  if (auto* failure = std::get_if<Failure>(&prepared)) co_return std::move(*failure);
  if (request.validate_only()) co_return Checked(request);
  auto& [merchant, key, fingerprint, message] = std::get<Prepared>(prepared);

  // Join the same reply where it is under way. Another payload has the id only once it is claimed.
  while (auto* other = flights_.Find(key)) {
    const bool same = other->fingerprint() == fingerprint;
    if (!same && other->holds_key()) co_return TransactionIdReused();
    Flights<ReplyResult>::Landing landing(*other, fingerprint);
    std::optional<ReplyResult> shared = co_await landing;
    if (shared) {
      trail.source = Source::kFlight;
      co_return AsReplay(*std::move(shared));
    }
  }
  ReplyFlight flight(flights_, key, fingerprint);

  base::Stopwatch stopwatch(loop_);

  // Take a send slot; where none is free at once, a replay does not wait for one.
  uint64_t came_before = flight.arrivals();
  std::optional<Admission::Slot> slot = merchant->admission->TryTake(context.deadline);
  if (!slot) {
    auto find = ledger_.Find(key);
    const absl::StatusOr<std::optional<ledger::Record>> found = co_await find;
    if (!found.ok()) co_return flight.Share(LedgerUnavailable(found.status()));
    if (*found && !ledger::MayGoAgain(**found, fingerprint)) {
      trail.source = Source::kRecord;
      co_return ShareRecord(flight, Replay(request, fingerprint, **found), came_before);
    }
    auto take = merchant->admission->Take(context.deadline, *context.cancellation);
    std::variant<Admission::Slot, admission::Refusal> taken = co_await take;
    trail.wait = stopwatch.elapsed();
    if (const auto* refusal = std::get_if<admission::Refusal>(&taken)) {
      co_return ShareRefusal(flight, *refusal, came_before);
    }
    slot.emplace(std::move(std::get<Admission::Slot>(taken)));
  }

  trail.wait = stopwatch.Lap();

  // Claim: from here on, no other process sends this reply.
  came_before = flight.arrivals();
  auto claim = ledger_.Claim(key, fingerprint);
  const absl::StatusOr<ledger::Claimed> claimed = co_await claim;
  trail.claim = stopwatch.Lap();
  if (!claimed.ok() || claimed->before) {
    slot->Refund();
    if (!claimed.ok()) co_return flight.Share(LedgerUnavailable(claimed.status()));
    trail.source = Source::kRecord;
    co_return ShareRecord(flight, Replay(request, fingerprint, *claimed->before), came_before);
  }
  flight.HoldKey();
  // A claim that ran out in a slow ledger is none of the gateway's failures.
  const bool ran_out = loop_.SteadyNow() >= claimed->send_by;
  if (ran_out || context.cancellation->why()) {
    slot->Refund();
    flight.LetGoOfKey();
    auto release = ledger_.Release(key);
    (co_await release).IgnoreError();  // nothing was sent, whatever becomes of the claim
    if (ran_out) co_return flight.Share(LedgerUnavailable(ClaimRanOut()));
    co_return FromRefusal(admission::FromCancellation(*context.cancellation));
  }

  // Send once. From here on the reply runs on to its outcome, with its caller or without.
  ReplyResponse answer;
  gateway::Outgoing outgoing = {std::move(message), claimed->send_by,
                                context.trace.ToTraceparent()};
  auto send = merchant->gateway->Send(std::move(outgoing), request, answer);
  const gateway::Exchange exchange = co_await send;
  const gateway::Outcome& outcome = exchange.outcome;
  trail.source = Source::kMessage;
  trail.gateway = stopwatch.Lap();
  trail.connect = exchange.connect;
  Report(key.isspid, outcome, *slot);
  slot.reset();

  // Settle, then answer.
  if (std::optional<Failure> nothing_taken = NothingTaken(outcome)) {
    flight.LetGoOfKey();
    auto release = ledger_.Release(key);
    const absl::Status released = co_await release;
    trail.settle = stopwatch.Lap();
    if (!released.ok()) co_return LedgerUnavailable(released);
    co_return flight.Share(*std::move(nothing_taken));
  }
  ledger::Settlement settlement = ToSettlement(outcome);
  auto settle = ledger_.Settle(key, settlement);
  const absl::StatusOr<absl::Time> settled = co_await settle;
  trail.settle = stopwatch.Lap();
  if (!settled.ok()) co_return flight.Share(OutcomeUnknown("it could not be recorded"));
  settlement.time = *settled;
  co_return flight.Share(ToResult(request, settlement));
}

base::Task<GetReplyResult> ReplyBridge::GetReply(GetReplyRequest request, CallContext context) {
  FieldFaults faults;
  const MerchantTable& merchants = *context.merchants;
  ledger::Key key =
      ToKey(ResolveIsspid(merchants, request.isspid()), request.transaction_id(), faults);
  if (!faults.empty()) co_return InvalidRequest(std::move(faults));

  auto find = ledger_.Find(key);
  const absl::StatusOr<std::optional<ledger::Record>> found = co_await find;
  if (!found.ok()) co_return LedgerUnavailable(found.status());
  // A merchant that is served no more has its records yet.
  if (!*found && FindMerchant(merchants, key.isspid) == nullptr) {
    co_return MerchantNotConfigured(key.isspid);
  }
  if (!*found) co_return ReplyNotFound();
  GetReplyResponse response;
  *response.mutable_reply() = ToReplyRecord(key, **found);
  co_return response;
}

}  // namespace imageco::bridge
