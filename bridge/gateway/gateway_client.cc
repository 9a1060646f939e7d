#include "bridge/gateway/gateway_client.h"

#include <utility>
#include <variant>

#include "bridge/gateway/message/redaction.h"

namespace imageco::bridge::gateway {

base::Task<Exchange> GatewayClient::Send(Outgoing message, const google::protobuf::Message& request,
                                         google::protobuf::Message& response) {
  if (!passes_trace_) message.traceparent.clear();
  message.wants_head = observer_ != nullptr;
  std::string sent = observer_ != nullptr ? message.body : std::string();
  base::Task<TransportResult> post = transport_->Post(std::move(message));
  const TransportResult result = co_await post;
  Answer answer;
  if (result.sent == Sent::kAnswered) {
    answer = codec_.Decode(result.body, request, response);
    if (answer.trust != Answer::Trust::kVerified) transport_->DistrustConnections();
  }
  Outcome outcome = Interpret(result, answer, results_);
  Redact(request, outcome);
  if (observer_ != nullptr) ShowObserver(request, std::move(sent), result, answer, outcome);
  co_return Exchange{std::move(outcome), result.connect};
}

void GatewayClient::ShowObserver(const google::protobuf::Message& request, std::string message,
                                 TransportResult result, const Answer& answer,
                                 const Outcome& outcome) const {
  if (!observer_->wants_texts()) {
    message = codec_.Encode(*WithoutTexts(request)).value_or("");
    result.body = codec_.WithoutTextsOf(request, result.body);
    result.head = codec_.WithoutTextsOf(request, result.head);
  }
  result.body = codec_.WithoutKeys(std::move(result.body));
  result.head = codec_.WithoutKeys(std::move(result.head));
  observer_->Observe({request, std::move(message), std::move(result), answer, outcome});
}

// It is recorded, logged and told. A caller has no need of its own words where they prove nothing;
// what the gateway verifiably said is passed on as it is.
void GatewayClient::Redact(const google::protobuf::Message& request, Outcome& outcome) const {
  const auto take_keys = [this](std::string& text) { text = codec_.WithoutKeys(std::move(text)); };
  if (auto* unknown = std::get_if<Unknown>(&outcome)) {
    unknown->why = WithoutTextsOf(request, unknown->why);
    take_keys(unknown->why);
  } else if (auto* deferred = std::get_if<Deferred>(&outcome)) {
    take_keys(deferred->why);
  } else if (auto* rejected = std::get_if<Rejected>(&outcome)) {
    take_keys(rejected->result.comment);
  } else if (auto* delivered = std::get_if<Delivered>(&outcome)) {
    take_keys(delivered->result.comment);
  }
}

}  // namespace imageco::bridge::gateway
