#include "server/calls/call_log.h"

#include <limits>
#include <optional>
#include <string_view>
#include <variant>

#include "bridge/base/log.h"
#include "bridge/base/log_limit.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/gateway/message/redaction.h"

namespace imageco::server {
namespace {

using bridge::Failure;
using bridge::base::Severity;
using bridge::gateway::Shortened;
using complaint::v1::ReplyResponse;

constexpr size_t kIdBytesMax = 128;
// What may be recorded is logged whole: 200 characters.
constexpr size_t kWordBytesMax = 800;

// An id as it is logged: callers may send anything.
std::string_view IdOf(const std::string& text) { return Shortened(text, kIdBytesMax); }

// Likewise what they say about themselves and a reply.
std::string_view WordOf(const std::string& text) { return Shortened(text, kWordBytesMax); }

Severity SeverityOf(const Failure& failure) {
  switch (failure.reason) {
    case complaint::v1::OUTCOME_UNKNOWN:
    case complaint::v1::LEDGER_UNAVAILABLE:
      return Severity::kError;
    case complaint::v1::GATEWAY_UNREACHABLE:
    case complaint::v1::CIRCUIT_OPEN:
    case complaint::v1::GATEWAY_REJECTED:
      return Severity::kWarning;
    default:
      return Severity::kInfo;
  }
}

Severity SeverityOf(const Failure* failure) {
  return failure == nullptr ? Severity::kInfo : SeverityOf(*failure);
}

// The reason of a failure, or what it was without one.
std::string OutcomeOf(const Failure* failure, const char* otherwise) {
  return failure == nullptr ? otherwise : complaint::v1::ErrorReason_Name(failure->reason);
}

std::string_view DetailOf(const Failure* failure) {
  return failure == nullptr ? std::string_view("") : failure->message;
}

// Null: no such field.
std::string_view TextOf(const std::string& text) {
  return text.empty() ? std::string_view() : text;
}

// NaN: no such field.
double ToMilliseconds(const std::optional<absl::Duration>& part) {
  return part ? absl::ToDoubleMilliseconds(*part) : std::numeric_limits<double>::quiet_NaN();
}

using Logger = decltype(&bridge::base::Log);

// How a line about this is written; null where it is not.
Logger LoggerOf(const Failure* failure) {
  if (failure != nullptr && failure->reason == complaint::v1::OUTCOME_UNKNOWN) {
    return &bridge::base::Audit;
  }
  return bridge::base::IsLogged(SeverityOf(failure)) ? &bridge::base::Log : nullptr;
}

// Whether callers may hear it thousands of times a second.
bool IsOneOfMany(const Failure* failure) {
  return failure != nullptr && (failure->reason == complaint::v1::OVERLOADED ||
                                failure->reason == complaint::v1::RATE_LIMITED ||
                                failure->reason == complaint::v1::CIRCUIT_OPEN);
}

}  // namespace

void LogReply(const complaint::v1::ReplyRequest& request, const std::string& isspid,
              const bridge::ReplyResult& result, const bridge::ReplyTrail& trail,
              absl::Duration elapsed, const Peer& caller) {
  const auto* failure = std::get_if<Failure>(&result);
  const Logger log = LoggerOf(failure);
  if (log == nullptr) return;
  static bridge::base::LogLimit& limit = *new bridge::base::LogLimit("reply refused");
  if (IsOneOfMany(failure) && !limit.Admits()) return;
  const auto* response = std::get_if<ReplyResponse>(&result);
  const bool replayed = response != nullptr && response->replayed();
  const std::string outcome = OutcomeOf(failure, request.validate_only() ? "VALID" : "DELIVERED");
  const std::string detail =
      failure != nullptr ? bridge::gateway::WithoutTextsOf(request, DetailOf(failure)) : "";
  log(SeverityOf(failure), "reply",
      {{"isspid", IdOf(isspid)},
       {"transaction_id", IdOf(request.transaction_id())},
       {"caller", std::string_view(caller.name())},
       {"outcome", std::string_view(outcome)},
       {"replayed", std::string_view(replayed ? "true" : "false")},
       {"detail", std::string_view(detail)},
       {"wait_ms", ToMilliseconds(trail.wait)},
       {"claim_ms", ToMilliseconds(trail.claim)},
       {"connect_ms", ToMilliseconds(trail.connect)},
       {"gateway_ms", ToMilliseconds(trail.gateway)},
       {"settle_ms", ToMilliseconds(trail.settle)},
       {"total_ms", absl::ToDoubleMilliseconds(elapsed)},
       {"trace_id", TextOf(caller.trace.trace_id)},
       {"span_id", TextOf(caller.trace.span_id)}});
}

void LogRefusedCall(const std::string& method, const std::string& isspid, const Refusal& refusal,
                    const Peer& caller) {
  static bridge::base::LogLimit& limit = *new bridge::base::LogLimit("call refused");
  if (!bridge::base::IsLogged(Severity::kWarning) || !limit.Admits()) return;
  bridge::base::Log(Severity::kWarning, "call refused",
                    {{"method", std::string_view(method)},
                     {"isspid", IdOf(isspid)},
                     {"caller", std::string_view(caller.name())},
                     {"detail", std::string_view(refusal.failure.message)},
                     {"trace_id", TextOf(caller.trace.trace_id)},
                     {"span_id", TextOf(caller.trace.span_id)}});
}

void LogSettlement(const complaint::v1::SettleReplyRequest& request, const std::string& isspid,
                   const bridge::SettleReplyResult& result, const Peer& caller) {
  const auto* failure = std::get_if<Failure>(&result);
  const std::string verdict = complaint::v1::Verdict_Name(request.verdict());
  const std::string outcome = OutcomeOf(failure, "SETTLED");
  bridge::base::Audit(SeverityOf(failure), "settlement",
                      {{"isspid", IdOf(isspid)},
                       {"transaction_id", IdOf(request.transaction_id())},
                       {"outcome", std::string_view(outcome)},
                       {"verdict", std::string_view(verdict)},
                       {"settled_by", WordOf(request.settled_by())},
                       {"reason", WordOf(request.reason())},
                       {"caller", WordOf(caller.name())},
                       {"detail", DetailOf(failure)},
                       {"trace_id", TextOf(caller.trace.trace_id)},
                       {"span_id", TextOf(caller.trace.span_id)}});
}

void LogRefusedSettlement(const complaint::v1::SettleReplyRequest& request,
                          const std::string& isspid, const std::string& why, const Peer& caller) {
  static bridge::base::LogLimit& limit = *new bridge::base::LogLimit("settlement refused");
  if (!limit.Admits()) return;
  bridge::base::Audit(Severity::kWarning, "settlement refused",
                      {{"isspid", IdOf(isspid)},
                       {"transaction_id", IdOf(request.transaction_id())},
                       {"caller", WordOf(caller.name())},
                       {"detail", std::string_view(why)},
                       {"trace_id", TextOf(caller.trace.trace_id)},
                       {"span_id", TextOf(caller.trace.span_id)}});
}

}  // namespace imageco::server
