#ifndef IMAGECO_SERVER_COMPLAINT_SERVER_H_
#define IMAGECO_SERVER_COMPLAINT_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/base/timer.h"
#include "bridge/gateway/http/curl_pool.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/ledger/ledger.h"
#include "bridge/reply_admin.h"
#include "bridge/reply_bridge.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/callers_port.h"
#include "server/calls/call_gate.h"
#include "server/calls/complaint_service.h"
#include "server/calls/identity_service.h"
#include "server/calls/reply_admin_service.h"
#include "server/ledgers.h"
#include "server/operations/http_port.h"
#include "server/operations/ledger_watch.h"
#include "server/operations/loop_watch.h"
#include "server/operations/memory_trimmer.h"
#include "server/operations/metrics.h"
#include "server/operations/readiness.h"
#include "server/operations/reload_metrics.h"
#include "server/operations/reply_metrics.h"
#include "server/serving.h"

namespace imageco::server {

// The whole process but its flags: what a configuration asks for, wired up. Made, started and
// drained on one thread.
class ComplaintServer {
 public:
  // Puts another ledger in front of the configured one, for tests that end the process at a step.
  using WrapLedger = std::function<std::unique_ptr<bridge::ledger::Ledger>(
      std::unique_ptr<bridge::ledger::Ledger>)>;

  // Opens every file that the configuration names but the ledger's, and no socket. Errors name
  // every fault, a line each.
  static absl::StatusOr<std::unique_ptr<ComplaintServer>> Make(
      const bridge::config::v1::BridgeConfig& config, const WrapLedger& wrap_ledger = nullptr);

  // Opens the ledger and listens. Fails where the ledger cannot be had or an address cannot be
  // bound. `deaf` is called once where the callers' port does not answer any more, on a thread of
  // its own: only another process will.
  absl::Status Start(std::function<void()> deaf = [] {});

  // Where callers connect, and where operators ask how it is, with the ports that were bound.
  const std::string& address() const { return address_; }
  const std::string& operations_address() const { return operations_address_; }

  // What is measured of this process besides; before Start.
  Metrics& metrics() { return metrics_; }

  // Calls that begin from now on are served by `config`, as far as it can change while the process
  // runs; what cannot is named, and wants a restart. All or nothing: where it is refused, as a
  // start would refuse it, or is not there, all stays as it is. Logged, counted and remarked on in
  // /readyz. From Start to Drain, on one thread that is not the loop's.
  void Reload(const absl::StatusOr<bridge::config::v1::BridgeConfig>& config);

  // Tells by health that it goes, and serves on for a second until callers have heard. Then takes
  // no new calls and waits for those under way: until the drain timeout for what is not sent yet,
  // and for everything that was sent until its outcome is known and told. Then cuts off what is
  // open still, which is streams that nobody ends and answers that nobody reads. Outcomes that the
  // ledger does not take are tried until the drain timeout.
  void Drain();

  // Lets Drain, on another thread, wait for nothing but what was sent. From Start on.
  void Hurry();

  // What Drain takes at most, unless the loop stands still.
  absl::Duration drain_time_max() const;

  ComplaintServer(const ComplaintServer&) = delete;
  ComplaintServer& operator=(const ComplaintServer&) = delete;
  ~ComplaintServer();

 private:
  ComplaintServer(const bridge::config::v1::BridgeConfig& config, const WrapLedger& wrap_ledger);
  absl::Status Wire();
  absl::Status WireLedger();
  std::vector<std::string> FindReloadFaults(const bridge::config::v1::BridgeConfig& config) const;
  void Use(const std::shared_ptr<ConfigVersion>& version);
  absl::StatusOr<std::vector<std::string>> TakeOver(bridge::config::v1::BridgeConfig config);
  void AwaitRecords();
  absl::Status OpenOperationsPort();
  absl::Status OpenCallersPort(std::function<void()> deaf);
  void WatchLedger();
  void AddMeasures();
  void ServeUntilCallersLeave() const;
  void End();
  bool MayCut(std::optional<std::chrono::steady_clock::time_point>& answered_at) const;

  const bridge::config::v1::BridgeConfig config_;
  const WrapLedger wrap_ledger_;
  ConnectionCalls connection_calls_;
  CallGate gate_;
  Readiness readiness_;
  Metrics metrics_;
  ReplyMetrics reply_metrics_{metrics_.registry()};
  RefusalCounts refusal_counts_{metrics_.registry()};
  ReloadMetrics reload_metrics_{metrics_};
  bridge::base::EpollLoop loop_;
  bridge::base::Timer give_up_{loop_};  // of the loop's thread, while that runs
  MemoryTrimmer memory_trimmer_{loop_};
  std::unique_ptr<bridge::gateway::CurlPool> pool_;
  std::unique_ptr<const bridge::gateway::Plan> plan_;
  OpenedLedger ledger_;
  std::unique_ptr<Serving> serving_;
  std::shared_ptr<ConfigVersion> first_version_;  // until it serves
  std::unique_ptr<bridge::ReplyBridge> bridge_;
  std::unique_ptr<ComplaintServiceImpl> service_;
  std::unique_ptr<bridge::ReplyAdmin> admin_;
  std::unique_ptr<ReplyAdminServiceImpl> admin_service_;
  std::unique_ptr<IdentityServiceImpl> identity_service_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::string address_;
  std::string operations_address_;
  std::unique_ptr<LedgerWatch> ledger_watch_;
  std::unique_ptr<LoopWatch> loop_watch_;
  std::unique_ptr<HttpPort> operations_port_;
  std::unique_ptr<CallersPort> callers_port_;
  std::atomic<bool> hurried_ = false;
  std::thread loop_thread_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_COMPLAINT_SERVER_H_
