#ifndef IMAGECO_BRIDGE_GATEWAY_GATEWAY_CLIENT_H_
#define IMAGECO_BRIDGE_GATEWAY_GATEWAY_CLIENT_H_

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/task.h"
#include "bridge/gateway/exchange_observer.h"
#include "bridge/gateway/http/transport.h"
#include "bridge/gateway/message/validator.h"
#include "bridge/gateway/message_codec.h"
#include "bridge/gateway/outcome.h"

namespace imageco::bridge::gateway {

// What came of a message.
struct Exchange {
  Outcome outcome;
  std::optional<absl::Duration> connect;  // how long it took, where a connection was opened
};

// One interface of one merchant's gateway: a request becomes a signed message, and what comes back
// an outcome. On the loop's thread; the plan must outlive it.
class GatewayClient {
 public:
  GatewayClient(const Plan& plan, MessageCodec codec, std::unique_ptr<Transport> transport,
                config::v1::Results results, bool passes_trace = false,
                std::shared_ptr<ExchangeObserver> observer = nullptr)
      : plan_(plan),
        codec_(std::move(codec)),
        transport_(std::move(transport)),
        results_(std::move(results)),
        passes_trace_(passes_trace),
        observer_(std::move(observer)) {}

  // Every fault of the request; none: Encode takes it.
  std::vector<FieldFault> Check(const google::protobuf::Message& request) const {
    return Validate(plan_, request, codec_.text_rules());
  }

  absl::StatusOr<std::string> Encode(const google::protobuf::Message& request) const {
    return codec_.Encode(request);
  }

  // Sends `message`, which is `request` encoded, once or not at all. Its trace goes with it only
  // where that is configured. `request` must live until the task ends.
  base::Task<Exchange> Send(Outgoing message, const google::protobuf::Message& request,
                            google::protobuf::Message& response);

 private:
  void ShowObserver(const google::protobuf::Message& request, std::string message,
                    TransportResult result, const Answer& answer, const Outcome& outcome) const;
  // Takes out of an outcome what is a secret.
  void Redact(const google::protobuf::Message& request, Outcome& outcome) const;

  const Plan& plan_;
  const MessageCodec codec_;
  const std::unique_ptr<Transport> transport_;
  const config::v1::Results results_;
  const bool passes_trace_;
  const std::shared_ptr<ExchangeObserver> observer_;  // may be null
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_GATEWAY_CLIENT_H_
