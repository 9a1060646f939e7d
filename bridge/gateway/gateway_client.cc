#include "bridge/gateway/gateway_client.h"

namespace imageco::bridge::gateway {

base::Task<Outcome> GatewayClient::Send(std::string message, base::SteadyTime send_by,
                                        const google::protobuf::Message& request,
                                        google::protobuf::Message& response) {
  base::Task<TransportResult> post = transport_->Post(std::move(message), send_by);
  const TransportResult result = co_await post;
  Answer answer;
  if (result.sent == Sent::kAnswered) {
    answer = codec_.Decode(result.body, request, response);
    if (answer.trust != Answer::Trust::kVerified) transport_->DistrustConnections();
  }
  co_return Interpret(result, answer, results_);
}

}  // namespace imageco::bridge::gateway
