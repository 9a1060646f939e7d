#include "bridge/gateway/gateway_client.h"

#include <utility>
#include <variant>

#include "bridge/gateway/message/redaction.h"

namespace imageco::bridge::gateway {

base::Task<Exchange> GatewayClient::Send(Outgoing message, const google::protobuf::Message& request,
                                         google::protobuf::Message& response) {
  if (!passes_trace_) message.traceparent.clear();
  base::Task<TransportResult> post = transport_->Post(std::move(message));
  const TransportResult result = co_await post;
  Answer answer;
  if (result.sent == Sent::kAnswered) {
    answer = codec_.Decode(result.body, request, response);
    if (answer.trust != Answer::Trust::kVerified) transport_->DistrustConnections();
  }
  Outcome outcome = Interpret(result, answer, results_);
  // It is recorded, and told; the caller has no need of its own words.
  if (auto* unknown = std::get_if<Unknown>(&outcome)) {
    unknown->why = WithoutTextsOf(request, unknown->why);
  }
  co_return Exchange{std::move(outcome), result.connect};
}

}  // namespace imageco::bridge::gateway
