#include "tests/simulation/simulated_gateway.h"

#include <utility>

#include "tests/simulation/gateway_verdict.h"

namespace imageco::simulation {
namespace {

using bridge::gateway::Sent;
using bridge::gateway::TransportResult;

// Beyond every timeout and most leases.
constexpr absl::Duration kDelayMax = absl::Seconds(40);
constexpr absl::Duration kNoWayInMax = absl::Seconds(20);
// One address after another hangs, or the machine sleeps: beyond most leases.
constexpr absl::Duration kSlowConnectionMax = absl::Seconds(20);
constexpr int kHttpOk = 200;

TransportResult Without(Sent sent, const char* error) {
  TransportResult result;
  result.sent = sent;
  result.error = error;
  return result;
}

}  // namespace

void SimulatedGateway::GiveAfter(absl::Duration delay, const SharedExchange& exchange,
                                 TransportResult result) {
  world_.loop.RunAfter(delay, [exchange, result = std::move(result)]() mutable {
    exchange->sender->Give(std::move(result));
  });
}

void SimulatedGateway::Connect(Exchange to_carry) {
  const auto exchange = std::make_shared<const Exchange>(std::move(to_carry));
  if (world_.faults.Strike(Fault::kConnectionRefused)) {
    world_.Trace("  gateway: connection refused");
    return GiveAfter(world_.random.Between(absl::ZeroDuration(), kConnectTimeout), exchange,
                     Without(Sent::kNothing, "connection refused"));
  }
  if (Hangs()) {
    world_.Trace("  gateway: the connection hangs");
    return GiveAfter(kConnectTimeout, exchange, Without(Sent::kNothing, "connect timeout"));
  }
  const bool slow = world_.faults.Strike(Fault::kSlowConnection);
  const absl::Duration delay =
      slow ? world_.random.Between(absl::ZeroDuration(), kSlowConnectionMax) : Way();
  world_.loop.RunAfter(delay, [this, exchange] { Leave(exchange); });
}

// Whether a connection hangs that begins now, in TCP or in TLS: it alone, or every one for a time.
bool SimulatedGateway::Hangs() {
  if (world_.faults.Strike(Fault::kNoWayIn)) {
    no_way_in_until_ = world_.Elapsed() + world_.random.Between(absl::ZeroDuration(), kNoWayInMax);
  }
  const bool no_way_in = !world_.faults.ended() && world_.Elapsed() < no_way_in_until_;
  return world_.faults.Strike(Fault::kConnectionHangs) || no_way_in;
}

void SimulatedGateway::Leave(const SharedExchange& exchange) {
  if (!exchange->sender->open()) return;
  if (world_.loop.SteadyNow() > exchange->send_by) {
    world_.Trace("  gateway: too late to send");
    return exchange->sender->Give(Without(Sent::kNothing, "too late"));
  }
  Attempt& attempt = *exchange->attempt;
  world_.Trace("  gateway: message of ", attempt.key.transaction_id, " leaves process ",
               attempt.process);
  attempt.left = attempt.under_way = true;
  if (!store_.HoldsClaim(attempt.key, attempt.process)) {
    world_.Violation("sent without a claim on record: ", attempt.key.transaction_id);
  }
  GiveAfter(kExchangeTimeout, exchange, Without(Sent::kPerhaps, "timeout"));
  if (world_.faults.Strike(Fault::kRequestLost) || world_.faults.Strike(Fault::kRequestCut)) {
    world_.Trace("  gateway: message lost");
    attempt.under_way = false;
    return GiveAfter(world_.random.Between(absl::ZeroDuration(), 2 * kExchangeTimeout), exchange,
                     Without(Sent::kPerhaps, "connection reset"));
  }
  const bool delayed = world_.faults.Strike(Fault::kRequestDelayed);
  const absl::Duration way =
      delayed ? world_.random.Between(absl::Milliseconds(100), kDelayMax) : Way();
  world_.loop.RunAfter(way, [this, exchange] { Arrive(exchange); });
}

void SimulatedGateway::Arrive(const SharedExchange& exchange) {
  Attempt& attempt = *exchange->attempt;
  attempt.under_way = false;
  const std::optional<VendorRequest> request = ReadRequest(format_, exchange->body);
  if (!request) return world_.Violation("the gateway cannot read: ", exchange->body);
  Verdict verdict = Judge(format_, *request, world_.faults, world_.random);
  world_.Trace("  gateway: ", attempt.key.transaction_id, verdict.applied ? " applied" : "",
               verdict.refused ? " refused" : "", ", HTTP status ", verdict.http_status);
  if (verdict.applied) history_.Apply(attempt);
  if (verdict.refused) history_.Refuse(attempt);
  TransportResult result;
  result.sent = Sent::kAnswered;
  result.http_status = verdict.http_status;
  result.body = std::move(verdict.body);
  result.retry_after = verdict.retry_after;
  Return(exchange, std::move(result));
}

void SimulatedGateway::Return(const SharedExchange& exchange, TransportResult result) {
  if (world_.faults.Strike(Fault::kAnswerLost)) {
    result = Without(Sent::kPerhaps, "connection closed");
  } else if (world_.faults.Strike(Fault::kAnswerCut)) {
    // With its length before it, a cut answer is none; without, it is what arrived.
    const bool seen = result.http_status != kHttpOk || world_.random.Chance(0.5);
    result.body.resize(world_.random.Below(result.body.size() + 1));
    if (seen) result = Without(Sent::kPerhaps, "answer cut");
  }
  const bool late = world_.faults.Strike(Fault::kAnswerLate);
  GiveAfter(late ? world_.random.Between(absl::Milliseconds(100), kDelayMax) : Way(), exchange,
            std::move(result));
}

}  // namespace imageco::simulation
