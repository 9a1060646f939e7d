#ifndef IMAGECO_SERVER_CAPTURE_EXCHANGE_FILES_H_
#define IMAGECO_SERVER_CAPTURE_EXCHANGE_FILES_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "bridge/gateway/exchange_observer.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::server {

// Writes each exchange of a merchant into a file of its own, as gateway.capture_dir has it, on
// threads of their own, and says so in the log. What cannot be written is an error there.
class ExchangeFiles final : public bridge::gateway::ExchangeObserver {
 public:
  // The merchant's gateway.capture_dir must be set. `content_type`: of its messages. Errors name
  // the setting: there is no such folder, or it cannot be written into. Writes nothing yet.
  static absl::StatusOr<std::shared_ptr<ExchangeFiles>> Open(
      const bridge::config::v1::Merchant& merchant, std::string content_type);

  bool wants_texts() const override { return with_texts_; }
  void Observe(const bridge::gateway::ObservedExchange& exchange) override;

 private:
  ExchangeFiles(const bridge::config::v1::Merchant& merchant, std::string content_type,
                uint32_t files);

  std::string HeadOf(const bridge::gateway::ObservedExchange& exchange) const;

  const std::string isspid_;
  const std::string folder_;
  const std::string prefix_;  // of the names of files
  const std::string endpoint_;
  const std::string content_type_;
  const bool with_texts_;
  const uint32_t files_max_;
  uint32_t files_;  // that are there, or on their way
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CAPTURE_EXCHANGE_FILES_H_
