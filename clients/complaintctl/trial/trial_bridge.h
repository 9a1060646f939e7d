#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_BRIDGE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_BRIDGE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/exchange_observer.h"
#include "bridge/gateway/http/curl_pool.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/merchant_table.h"
#include "bridge/reply_bridge.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "server/ledgers.h"

namespace imageco::complaintctl {

// What an exchange came to, kept after it.
struct SeenExchange {
  std::string message;  // as it went
  bridge::gateway::TransportResult result;
  bridge::gateway::Answer answer;
  bridge::gateway::Outcome outcome;
};

// The bridge of one merchant without a server around it: the same codec, transport, admission and
// ledger, on the thread that it is made on.
class TrialBridge {
 public:
  // `config` holds one merchant. Opens its files; an error has a line for each fault, beginning
  // with the setting.
  static absl::StatusOr<std::unique_ptr<TrialBridge>> Make(
      const bridge::config::v1::BridgeConfig& config);
  TrialBridge(const TrialBridge&) = delete;
  TrialBridge& operator=(const TrialBridge&) = delete;
  ~TrialBridge();

  std::vector<bridge::gateway::FieldFault> Check(const complaint::v1::ReplyRequest& request) const;
  // The body that Reply would send.
  absl::StatusOr<std::string> Encode(const complaint::v1::ReplyRequest& request) const;

  // Before Reply: an error names the setting and the reason.
  absl::Status OpenLedger();
  bridge::ReplyResult Reply(const complaint::v1::ReplyRequest& request);
  // What went over the wire in it; nothing: nothing did.
  const std::optional<SeenExchange>& seen() const;

  const std::shared_ptr<const bridge::gateway::Gbk>& gbk() const { return gbk_; }

 private:
  class Observer;

  explicit TrialBridge(const bridge::config::v1::BridgeConfig& config);
  absl::Status MakeMerchant();

  const bridge::config::v1::BridgeConfig config_;
  const std::shared_ptr<Observer> observer_;
  bridge::base::EpollLoop loop_;
  std::unique_ptr<bridge::gateway::CurlPool> pool_;
  std::unique_ptr<const bridge::gateway::Plan> plan_;
  std::shared_ptr<const bridge::gateway::Gbk> gbk_;
  server::OpenedLedger ledger_;
  server::ConfiguredMerchants merchants_;
  std::shared_ptr<const bridge::MerchantTable> table_;
  std::unique_ptr<bridge::ReplyBridge> bridge_;
};

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_BRIDGE_H_
