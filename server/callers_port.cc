#include "server/callers_port.h"

#include <grpc/grpc.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <mutex>
#include <semaphore>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/base/log.h"
#include "bridge/base/thread.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "imageco/complaint/v1/identity_service.grpc.pb.h"
#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"
#include "server/calls/call_limits.h"
#include "server/config/listen_address.h"
#include "server/config/set_if_given.h"
#include "server/listener/descriptors.h"
#include "server/send_time.h"

namespace imageco::server {
namespace {

namespace config = bridge::config::v1;
using bridge::base::OwnedFd;
using ExternalConnectionType = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
using NewConnectionParameters =
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters;

constexpr uint32_t kDefaultRequestBytesMax = 64 * 1024;
constexpr uint32_t kDefaultConnectionsMax = 10'000;
constexpr size_t kFewConnections = 1'000;  // of which an operator should know
constexpr absl::Duration kDefaultSilenceMax = absl::Seconds(30);
constexpr absl::Duration kDefaultConnectionAgeMax = absl::Minutes(30);
constexpr absl::Duration kAgeGraceBesides = absl::Seconds(30);
// Longer than any is by default, so that there is room for a configuration that changes.
constexpr absl::Duration kCallTimeMaxMin = absl::Minutes(5);
// A peer that is gone is noticed so. Callers' own pings come every 5.5 minutes; whoever sends them
// too often is cut off, and hears UNAVAILABLE of what was sent.
constexpr absl::Duration kKeepalive = absl::Minutes(2);
constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(20);
constexpr absl::Duration kPingIntervalMin = absl::Minutes(1);
// More ends the connection, and so every call on it: as much as libraries and proxies let through
// (Node.js 64 KiB, Envoy 60 KiB).
constexpr int kMetadataBytesMax = 64 * 1024;
// How often a silent listener is asked before it is given up.
constexpr int kProbes = 6;
constexpr std::chrono::milliseconds kLookAgainToCut(20);
// Descriptors for all but callers and gateways: files, the ledger, the operations port.
constexpr size_t kDescriptorsOfOurs = 256;
constexpr size_t kDefaultGatewayConnectionsMax = 32;

// For all servers that this process builds later. gRPC's threads for reflection wait without
// turning gRPC, since the server has a queue that is turned besides.
void InitReflection() {
  static std::once_flag once;
  std::call_once(once, [] { grpc::reflection::InitProtoReflectionServerBuilderPlugin(); });
}

std::vector<std::string> ServiceNames() {
  return {"", complaint::v1::ComplaintService::service_full_name(),
          complaint::v1::ReplyAdminService::service_full_name(),
          complaint::v1::IdentityService::service_full_name()};
}

size_t ConnectionsMax(const config::BridgeConfig& config) {
  size_t reserved = kDescriptorsOfOurs;
  for (const config::Merchant& merchant : config.merchants()) {
    const uint32_t connections = merchant.gateway().connections_max();
    reserved += connections != 0 ? connections : kDefaultGatewayConnectionsMax;
  }
  uint32_t wanted = kDefaultConnectionsMax;
  SetIfGiven(config.limits().connections_max(), wanted);
  const size_t fit = ConnectionsThatFit(wanted, RaiseDescriptorLimit(), reserved);
  const bool is_asked_for = config.limits().connections_max() != 0;
  if (fit < wanted && (is_asked_for || fit < kFewConnections)) {
    Log(bridge::base::Severity::kWarning, "the limit of descriptors leaves room for fewer callers",
        {{"connections_max", int64_t{wanted}}, {"connections", static_cast<int64_t>(fit)}});
  }
  return fit;
}

int Milliseconds(absl::Duration time) {
  return static_cast<int>(
      std::clamp<int64_t>(absl::ToInt64Milliseconds(time), 1, std::numeric_limits<int>::max()));
}

void BoundConnections(const config::BridgeConfig& config, absl::Duration call_time_max,
                      const CallersPatience& patience, grpc::ServerBuilder& builder) {
  const config::Limits& limits = config.limits();
  absl::Duration age_max = kDefaultConnectionAgeMax;
  SetIfGiven(limits.has_connection_age_max(), limits.connection_age_max(), age_max);
  // A connection that is cut would tell UNAVAILABLE to whoever waits for what was sent.
  const absl::Duration grace = call_time_max + kAgeGraceBesides;
  const auto set = [&builder](const char* name, int value) {
    builder.AddChannelArgument(name, value);
  };
  set(GRPC_ARG_MAX_CONCURRENT_STREAMS, static_cast<int>(ToCallLimits(limits).of_connection));
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Milliseconds(patience.handshake_max));
  set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Milliseconds(patience.idle_max));
  set(GRPC_ARG_MAX_CONNECTION_AGE_MS, Milliseconds(age_max));
  set(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, Milliseconds(grace));
  set(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(kKeepalive));
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(kKeepaliveTimeout));
  set(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  set(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);  // of ours: any number
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, Milliseconds(kPingIntervalMin));
  set(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
}

// 58 KB of gzip inflate to 61 MB. What is refused is not inflated either.
void RefuseCompression(grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_DECOMPRESSION, 0);
  for (const auto algorithm : {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP}) {
    builder.SetCompressionAlgorithmSupportStatus(algorithm, false);
  }
}

// A call brings its message, its metadata, and what HTTP/2 and TLS put around them. All that a
// connection may have may be on their way before one of them has begun: a whole reply is shorter
// than two kilobytes.
Connections::Allowance AllowanceOf(const config::Limits& limits, uint32_t request_bytes_max) {
  constexpr uint64_t kBytesMin = 1 << 20;
  constexpr uint64_t kReplyBytesMax = 2048;
  return {.bytes = std::max(kBytesMin, kReplyBytesMax * ToCallLimits(limits).of_connection),
          .bytes_per_call = 2 * (uint64_t{request_bytes_max} + kMetadataBytesMax)};
}

ListenerProbeOptions ProbeOptions(const config::Limits& limits) {
  absl::Duration silence = kDefaultSilenceMax;
  SetIfGiven(limits.has_listener_silence_max(), limits.listener_silence_max(), silence);
  ListenerProbeOptions options;
  options.deaf_after = absl::ToChronoNanoseconds(silence);
  options.interval = options.answer_max = options.deaf_after / kProbes;
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CallersPort>> CallersPort::Open(
    const config::BridgeConfig& config, const std::shared_ptr<grpc::ServerCredentials>& credentials,
    bridge::base::Loop& loop, const std::vector<RpcService*>& services, ConnectionCalls& calls,
    const CallersPatience& patience) {
  auto sockets = ListenOn(AddressOf(config.listener()));
  if (!sockets.ok()) return sockets.status();
  std::unique_ptr<CallersPort> port(new CallersPort(config, *std::move(sockets), loop, calls));
  absl::Status status = port->Serve(credentials, services, patience);
  if (status.ok()) status = port->TakeConnections();
  if (!status.ok()) return status;
  return port;
}

CallersPort::CallersPort(const config::BridgeConfig& config, std::vector<ListenSocket> sockets,
                         bridge::base::Loop& loop, ConnectionCalls& calls)
    : config_(config),
      call_time_max_(std::max(CallTimeMax(config), kCallTimeMaxMin)),
      address_(WithPort(AddressOf(config.listener()), sockets.front().port())),
      places_(PlacesOf(sockets)),
      sockets_(std::move(sockets)),
      calls_(calls),
      request_bytes_max_(kDefaultRequestBytesMax),
      unknown_methods_(calls),
      health_(ServiceNames()),
      rpc_thread_(loop) {
  SetIfGiven(config_.limits().request_bytes_max(), request_bytes_max_);
}

CallersPort::~CallersPort() {
  ShutDown([] { return true; });
}

absl::Status CallersPort::Serve(const std::shared_ptr<grpc::ServerCredentials>& credentials,
                                const std::vector<RpcService*>& services,
                                const CallersPatience& patience) {
  InitReflection();
  grpc::ServerBuilder builder;
  acceptor_ = builder.experimental().AddExternalConnectionAcceptor(ExternalConnectionType::FROM_FD,
                                                                   credentials);
  builder.SetMaxReceiveMessageSize(static_cast<int>(request_bytes_max_));
  BoundConnections(config_, call_time_max_, patience, builder);
  RefuseCompression(builder);
  std::vector<RpcService*> all = services;
  all.push_back(&health_);
  for (RpcService* service : all) builder.RegisterService(&service->service());
  builder.RegisterAsyncGenericService(&unknown_methods_.service());
  auto queue = builder.AddCompletionQueue();
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) return absl::UnavailableError("gRPC does not start");
  rpc_thread_.Use(std::move(queue));
  for (RpcService* service : all) service->TakeCalls(rpc_thread_);
  unknown_methods_.TakeCalls(rpc_thread_);
  return rpc_thread_.Start();
}

absl::Status CallersPort::TakeConnections() {
  auto connections = Connections::Make(std::move(sockets_), ConnectionsMax(config_), calls_,
                                       AllowanceOf(config_.limits(), request_bytes_max_),
                                       [this](int listen_fd, OwnedFd connection) {
                                         NewConnectionParameters parameters;
                                         parameters.listener_fd = listen_fd;
                                         parameters.fd = connection.Release();
                                         acceptor_->HandleNewConnection(&parameters);
                                       });
  if (!connections.ok()) return connections.status();
  connections_ = *std::move(connections);
  return absl::OkStatus();
}

absl::Status CallersPort::Probe(std::function<void(std::string fault)> report,
                                std::function<void()> deaf) {
  auto probe = ListenerProbe::Make(
      places_, config_.listener().has_tls() ? TlsGreeting() : PlaintextGreeting(),
      std::move(report), std::move(deaf), ProbeOptions(config_.limits()));
  if (!probe.ok()) return probe.status();
  probe_ = *std::move(probe);
  return absl::OkStatus();
}

void CallersPort::SetHealth(bool serving) { health_.Set(serving); }

void CallersPort::ShutDown(const std::function<bool()>& may_cut) {
  if (server_ == nullptr) return;
  probe_.reset();
  if (connections_ != nullptr) connections_->StopListening();
  std::binary_semaphore is_down(0);
  std::thread cutting = bridge::base::AwaitThread([&] {
    // Again and again: what is cut before gRPC has begun to shut down leaves it open to more.
    while (!is_down.try_acquire_for(kLookAgainToCut)) {
      if (may_cut()) grpc_server_cancel_all_calls(server_->c_server());
    }
  });
  // Without a deadline of its own, at which gRPC would tell UNAVAILABLE to those who wait for the
  // outcome of what was sent.
  server_->Shutdown();
  server_->Wait();
  is_down.release();
  cutting.join();
  rpc_thread_.End();
  server_.reset();
}

}  // namespace imageco::server
