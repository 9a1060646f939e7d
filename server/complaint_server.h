#ifndef IMAGECO_SERVER_COMPLAINT_SERVER_H_
#define IMAGECO_SERVER_COMPLAINT_SERVER_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <thread>

#include "absl/status/statusor.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/gateway/http/curl_multi.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/ledger/ledger.h"
#include "bridge/merchant.h"
#include "bridge/reply_bridge.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/access.h"
#include "server/complaint_service.h"

namespace imageco::server {

// The whole process but its flags: what a configuration asks for, wired up. Made, started and
// drained on one thread.
class ComplaintServer {
 public:
  // Opens every file that the configuration names, and no socket. Errors name every fault, a line
  // each.
  static absl::StatusOr<std::unique_ptr<ComplaintServer>> Make(
      const bridge::config::v1::BridgeConfig& config);

  // Listens. Fails where an address cannot be bound.
  absl::Status Start();

  // Where callers connect, and where health is asked, with the ports that were bound.
  const std::string& address() const { return address_; }
  const std::string& health_address() const { return health_address_; }

  // Takes no new calls and waits for those under way: until the drain timeout for what is not sent
  // yet, and for everything that was sent until its outcome is settled.
  void Drain();

  ComplaintServer(const ComplaintServer&) = delete;
  ComplaintServer& operator=(const ComplaintServer&) = delete;
  ~ComplaintServer();

 private:
  explicit ComplaintServer(const bridge::config::v1::BridgeConfig& config);
  absl::Status Wire();
  void BuildServer(int& port);
  void BuildHealthServer(int& port);

  const bridge::config::v1::BridgeConfig config_;
  const Access access_;
  bridge::base::EpollLoop loop_;
  std::unique_ptr<bridge::gateway::CurlMulti> multi_;
  std::unique_ptr<const bridge::gateway::Plan> plan_;
  std::unique_ptr<bridge::ledger::Ledger> ledger_;
  bridge::Merchants merchants_;
  std::unique_ptr<bridge::ReplyBridge> bridge_;
  std::unique_ptr<ComplaintServiceImpl> service_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  std::string address_;
  std::string health_address_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::Server> health_server_;
  std::thread loop_thread_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_COMPLAINT_SERVER_H_
