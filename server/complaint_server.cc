#include "server/complaint_server.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/health/v1/health.pb.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>

#include <mutex>
#include <semaphore>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/base/log.h"
#include "bridge/fingerprint.h"
#include "server/config_check.h"
#include "server/credentials.h"
#include "server/ledgers.h"
#include "server/listen_address.h"
#include "server/merchants.h"
#include "server/operations/operations_pages.h"
#include "server/set_if_given.h"

namespace imageco::server {
namespace {

namespace config = bridge::config::v1;
using bridge::gateway::Gbk;
using bridge::gateway::Plan;

constexpr uint32_t kDefaultCallsMax = 10'000;
constexpr uint32_t kDefaultRequestBytesMax = 64 * 1024;
constexpr absl::Duration kDefaultDrainTimeout = absl::Seconds(30);
constexpr absl::Duration kLookAgain = absl::Milliseconds(20);

uint32_t Or(uint32_t value, uint32_t otherwise) { return value != 0 ? value : otherwise; }

absl::Duration DrainTimeout(const config::Limits& limits) {
  return limits.has_drain_timeout() ? ToDuration(limits.drain_timeout()) : kDefaultDrainTimeout;
}

// A setting at fault is named once, by whoever looked at it first.
void DropRepeated(std::vector<std::string>& faults) {
  std::set<std::string> settings;
  std::erase_if(faults, [&settings](const std::string& fault) {
    return !settings.insert(fault.substr(0, fault.find(": "))).second;
  });
}

void SetHealth(grpc::Server& server, bool serving) {
  auto* health = server.GetHealthCheckService();
  health->SetServingStatus(serving);
  health->SetServingStatus(complaint::v1::ComplaintService::service_full_name(), serving);
  health->SetServingStatus(complaint::v1::ReplyAdminService::service_full_name(), serving);
}

// For all servers that this process builds later.
void InitPlugins() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    // Says past our log what is no UTF-8, which both the caller and our log are told.
    google::protobuf::SetLogHandler(nullptr);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // Named here so that the linker keeps it: reflection describes Health by it.
    grpc::health::v1::HealthCheckRequest::descriptor();
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<ComplaintServer>> ComplaintServer::Make(
    const config::BridgeConfig& config, const WrapLedger& wrap_ledger) {
  std::unique_ptr<ComplaintServer> server(new ComplaintServer(config, wrap_ledger));
  if (absl::Status status = server->Wire(); !status.ok()) return status;
  return server;
}

ComplaintServer::ComplaintServer(const config::BridgeConfig& config, const WrapLedger& wrap_ledger)
    : config_(config),
      wrap_ledger_(wrap_ledger),
      access_(config_),
      gate_(Or(config_.limits().calls_max(), kDefaultCallsMax)) {}

ComplaintServer::~ComplaintServer() { Drain(); }

absl::Status ComplaintServer::Wire() {
  absl::StatusOr<std::shared_ptr<const Gbk>> gbk = Gbk::Load();
  if (!gbk.ok()) return gbk.status();
  auto plan = Plan::Compile(
      *complaint::v1::ReplyRequest::descriptor()->file()->service(0)->FindMethodByName("Reply"));
  if (!plan.ok()) return plan.status();
  plan_ = *std::move(plan);
  if (auto made = bridge::FingerprintOf({}); !made.ok()) return made.status();
  auto multi = bridge::gateway::CurlMulti::Make(loop_);
  if (!multi.ok()) return multi.status();
  multi_ = *std::move(multi);

  std::vector<std::string> faults = CheckConfig(config_);
  merchants_ = MakeMerchants(config_, {loop_, *multi_, *plan_, *gbk}, faults);
  credentials_ = MakeCredentials(config_.listener(), faults);
  CheckLedger(config_, faults);
  DropRepeated(faults);
  if (faults.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
}

absl::Status ComplaintServer::WireLedger() {
  auto ledger = OpenLedger(config_, loop_, merchants_);
  if (!ledger.ok()) return ledger.status();
  ledger_ = wrap_ledger_ ? wrap_ledger_(*std::move(ledger)) : *std::move(ledger);
  bridge_ = std::make_unique<bridge::ReplyBridge>(loop_, *ledger_, *plan_, merchants_);
  service_ = std::make_unique<ComplaintServiceImpl>(loop_, *bridge_, access_, gate_, metrics_);
  admin_ = std::make_unique<bridge::ReplyAdmin>(*ledger_, merchants_);
  admin_service_ =
      std::make_unique<ReplyAdminServiceImpl>(loop_, *admin_, access_, gate_, metrics_);
  return absl::OkStatus();
}

void ComplaintServer::BuildServer(int& port) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(AddressOf(config_.listener()), credentials_, &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(
      static_cast<int>(Or(config_.limits().request_bytes_max(), kDefaultRequestBytesMax)));
  builder.RegisterService(service_.get());
  builder.RegisterService(admin_service_.get());
  server_ = builder.BuildAndStart();
}

absl::Status ComplaintServer::OpenOperationsPort() {
  const std::string address = OperationsAddressOf(config_);
  auto port = HttpPort::Listen(address, MakeOperationsPages(readiness_, metrics_));
  if (!port.ok()) {
    return absl::UnavailableError(absl::StrCat("operations_address: cannot listen on ", address,
                                               ": ", port.status().message()));
  }
  operations_port_ = *std::move(port);
  operations_address_ = WithPort(address, operations_port_->port());
  return absl::OkStatus();
}

// Returns once it is known how the ledger is.
void ComplaintServer::WatchLedger() {
  std::binary_semaphore known(0);
  loop_.Post([this, &known] {
    ledger_watch_ = std::make_unique<LedgerWatch>(loop_, *ledger_, readiness_);
    ledger_watch_->WhenKnown([&known] { known.release(); });
  });
  known.acquire();
  metrics_.Measure("complaint_replies_unknown_open",
                   "Replies of unknown outcome that nobody has settled, counted up to 1000.",
                   [this] { return ledger_watch_->unknown(); });
  metrics_.Measure("complaint_loop_lag_seconds", "How late the loop gets to what it is given.",
                   [this] { return absl::ToDoubleSeconds(absl::FromChrono(loop_watch_->lag())); });
  metrics_.MeasureCounter("complaint_loop_stalls_total", "How often the loop stood still.",
                          [this] { return static_cast<double>(loop_watch_->stalls()); });
}

absl::Status ComplaintServer::Start() {
  if (absl::Status status = WireLedger(); !status.ok()) return status;
  InitPlugins();
  readiness_.Report(Readiness::Part::kLife, "is starting");
  loop_thread_ = std::thread([this] { loop_.Run(); });
  loop_watch_ = std::make_unique<LoopWatch>(loop_, readiness_);
  WatchLedger();
  if (absl::Status status = OpenOperationsPort(); !status.ok()) return status;
  int port = 0;
  BuildServer(port);
  if (server_ == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("listener.address: cannot listen on ", AddressOf(config_.listener())));
  }
  address_ = WithPort(AddressOf(config_.listener()), port);
  readiness_.Report(Readiness::Part::kLife, "");
  readiness_.Listen([this](bool ready) { SetHealth(*server_, ready); });
  return absl::OkStatus();
}

// On the loop's thread, since the ledger is.
void ComplaintServer::AwaitRecords() {
  std::binary_semaphore done(0);
  const auto until = loop_.SteadyNow() + absl::ToChronoNanoseconds(DrainTimeout(config_.limits()));
  std::function<void()> look = [&] {
    const bool in_time = loop_.SteadyNow() < until;
    if (ledger_->unrecorded() == 0 || !in_time) return done.release();
    loop_.RunAfter(kLookAgain, [&look] { look(); });
  };
  loop_.Post([&look] { look(); });
  done.acquire();
}

void ComplaintServer::Drain() {
  readiness_.Report(Readiness::Part::kLife, "is going down");
  if (server_ != nullptr) {
    gate_.Close();
    loop_.Post([this] {
      loop_.RunAfter(DrainTimeout(config_.limits()), [this] { service_->GiveUpWaiting(); });
    });
    // Without a deadline of its own, at which gRPC would tell UNAVAILABLE to those who wait for the
    // outcome of what was sent. Returns when every call was answered, so when the loop has nothing
    // left to send or settle.
    server_->Shutdown();
    server_->Wait();
    readiness_.Listen(nullptr);
    server_.reset();
  }
  if (loop_thread_.joinable()) {
    AwaitRecords();
    loop_.Stop();
    loop_thread_.join();
  }
  // It asks the others.
  operations_port_.reset();
  loop_watch_.reset();
  ledger_watch_.reset();
}

}  // namespace imageco::server
