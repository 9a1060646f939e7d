#ifndef IMAGECO_SERVER_CALLERS_PORT_H_
#define IMAGECO_SERVER_CALLERS_PORT_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/listener/connections.h"
#include "server/listener/listen_socket.h"
#include "server/listener/listener_probe.h"
#include "server/rpc/health_service.h"
#include "server/rpc/rpc_thread.h"
#include "server/rpc/unary_method.h"
#include "server/rpc/unknown_methods.h"

namespace imageco::server {

// How long a connection may be there for nothing.
struct CallersPatience {
  // Until TLS and the first word of HTTP/2 are through.
  absl::Duration handshake_max = absl::Seconds(10);
  // Without a call.
  absl::Duration idle_max = absl::Minutes(15);
};

// Where callers connect: gRPC, on connections that are accepted here and not by gRPC, so that their
// number is bounded and accepting goes on whatever happens.
class CallersPort {
 public:
  // Listens as `config` says. An error says what failed. The loop, which the services use, they,
  // and who counts their calls outlive the port.
  static absl::StatusOr<std::unique_ptr<CallersPort>> Open(
      const bridge::config::v1::BridgeConfig& config,
      const std::shared_ptr<grpc::ServerCredentials>& credentials, bridge::base::Loop& loop,
      const std::vector<RpcService*>& services, ConnectionCalls& calls,
      const CallersPatience& patience = {});
  CallersPort(const CallersPort&) = delete;
  CallersPort& operator=(const CallersPort&) = delete;
  ~CallersPort();

  // The address, with the port that was bound.
  const std::string& address() const { return address_; }

  const Connections& connections() const { return *connections_; }

  // How long a call may take for its connection to outlive it, whatever its age.
  absl::Duration call_time_max() const { return call_time_max_; }

  // Asks itself from now on whether it answers; see ListenerProbe.
  absl::Status Probe(std::function<void(std::string fault)> report, std::function<void()> deaf);

  // What gRPC's health service says of every service.
  void SetHealth(bool serving);

  // Listens no more and tells callers to go elsewhere; returns once no call is open. `may_cut` is
  // asked again and again, and once it says so, what is open still is cut off: streams that nobody
  // ends, answers that nobody reads. Once.
  void ShutDown(const std::function<bool()>& may_cut);

 private:
  CallersPort(const bridge::config::v1::BridgeConfig& config, std::vector<ListenSocket> sockets,
              bridge::base::Loop& loop, ConnectionCalls& calls);
  absl::Status Serve(const std::shared_ptr<grpc::ServerCredentials>& credentials,
                     const std::vector<RpcService*>& services, const CallersPatience& patience);
  absl::Status TakeConnections();

  const bridge::config::v1::BridgeConfig& config_;
  const absl::Duration call_time_max_;
  const std::string address_;
  const std::vector<Place> places_;
  std::vector<ListenSocket> sockets_;  // until it serves
  ConnectionCalls& calls_;
  uint32_t request_bytes_max_;
  UnknownMethods unknown_methods_;
  HealthService health_;
  RpcThread rpc_thread_;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Connections> connections_;
  std::unique_ptr<ListenerProbe> probe_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_PORT_H_
