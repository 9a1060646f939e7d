#include "tests/simulation/simulated_transport.h"

#include <memory>
#include <utility>

namespace imageco::simulation {

using bridge::gateway::Outgoing;
using bridge::gateway::Sent;
using bridge::gateway::TransportResult;

bridge::base::Task<TransportResult> SimulatedTransport::Post(Outgoing message) {
  TransportResult if_dead;
  if_dead.sent = Sent::kPerhaps;
  if (loop_.dead()) co_return if_dead;
  const auto answer = std::make_shared<Answer<TransportResult>>(loop_, std::move(if_dead));
  const VendorRequest request =
      ReadRequest(gateway_.format(), message.body).value_or(VendorRequest{});
  const bridge::ledger::Key key{request.isspid, request.transaction_id};
  const auto attempt = history_.Begin(process_, key, request.response_content);
  gateway_.Connect({attempt, std::move(message.body), message.send_by, answer});
  Answer<TransportResult>& waiting = *answer;
  TransportResult result = co_await waiting;
  history_.End(*attempt);
  limits_.ExchangeEnds(key, result.sent == Sent::kNothing);
  co_return result;
}

}  // namespace imageco::simulation
