#include "server/complaint_server.h"

#include <pthread.h>

#include <semaphore>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bridge/base/log.h"
#include "bridge/base/log_writer.h"
#include "bridge/base/thread.h"
#include "bridge/base/timer.h"
#include "bridge/fingerprint.h"
#include "server/calls/call_limits.h"
#include "server/config/config_check.h"
#include "server/config/fixed_settings.h"
#include "server/config/listen_address.h"
#include "server/config/log_severity.h"
#include "server/config/secret_files.h"
#include "server/config/set_if_given.h"
#include "server/credentials.h"
#include "server/listener/descriptors.h"
#include "server/measures.h"
#include "server/operations/operations_pages.h"
#include "server/send_time.h"

namespace imageco::server {
namespace {

namespace config = bridge::config::v1;
using bridge::base::Log;
using bridge::base::Severity;
using bridge::gateway::Gbk;
using bridge::gateway::Plan;

constexpr absl::Duration kDefaultDrainTimeout = absl::Seconds(30);
constexpr absl::Duration kLookAgain = absl::Milliseconds(20);
// How long callers may take to hear that it goes.
constexpr std::chrono::seconds kLeaveTime(1);
// How long an answer may take to be read, where nothing else holds the process.
constexpr std::chrono::seconds kReadGrace(5);
// How long callers may take to close connections that no call of ours is open on.
constexpr std::chrono::seconds kCloseGrace(1);
// How long the ledger may take to record, or to say that it cannot.
constexpr absl::Duration kSettleTime = absl::Seconds(20);

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
      connection_calls_(HeededCallsMax(ToCallLimits(config_.limits()))),
      gate_(ToCallLimits(config_.limits()), connection_calls_) {}

ComplaintServer::~ComplaintServer() {
  End();
  if (!loop_.status().ok()) return;
  first_version_.reset();
  serving_.reset();
  // For what was let go of.
  loop_.Stop();
  loop_.Run();
}

absl::Status ComplaintServer::Wire() {
  if (!loop_.status().ok()) return loop_.status();
  if (absl::Status status = CheckSpareDescriptors(); !status.ok()) return status;
  absl::StatusOr<std::shared_ptr<const Gbk>> gbk = Gbk::Load();
  if (!gbk.ok()) return gbk.status();
  auto plan = Plan::Compile(
      *complaint::v1::ReplyRequest::descriptor()->file()->service(0)->FindMethodByName("Reply"));
  if (!plan.ok()) return plan.status();
  plan_ = *std::move(plan);
  if (auto made = bridge::FingerprintOf({}); !made.ok()) return made.status();
  auto pool = bridge::gateway::CurlPool::Make(loop_);
  if (!pool.ok()) return pool.status();
  pool_ = *std::move(pool);

  std::vector<std::string> faults = CheckConfig(config_);
  serving_ = std::make_unique<Serving>(loop_, MerchantSurroundings{*pool_, *plan_, *gbk});
  first_version_ = serving_->Read(config_, faults);
  credentials_ = MakeCredentials(config_.listener(), faults);
  CheckLedger(config_, faults);
  DropRepeated(faults);
  if (!faults.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
  WarnOfExposedFiles(config_);
  return absl::OkStatus();
}

// On the loop's thread, or before that runs.
void ComplaintServer::Use(const std::shared_ptr<ConfigVersion>& version) {
  ledger_.set_send_time_max(SendTimeMax(version->config));
  for (const config::Merchant& merchant : version->config.merchants()) {
    reply_metrics_.AddMerchant(merchant.isspid());
  }
  serving_->Use(version, ledger_.make_rate);
}

absl::Status ComplaintServer::WireLedger() {
  auto ledger = OpenLedger(config_, loop_, CountCommits(metrics_));
  if (!ledger.ok()) return ledger.status();
  ledger_ = *std::move(ledger);
  if (wrap_ledger_) ledger_.ledger = wrap_ledger_(std::move(ledger_.ledger));
  Use(std::exchange(first_version_, nullptr));
  const CallSurroundings surroundings{loop_, gate_, serving_->current(), refusal_counts_};
  bridge_ = std::make_unique<bridge::ReplyBridge>(loop_, *ledger_.ledger, *plan_);
  service_ =
      std::make_unique<ComplaintServiceImpl>(surroundings, *bridge_, metrics_, reply_metrics_);
  admin_ = std::make_unique<bridge::ReplyAdmin>(*ledger_.ledger);
  admin_service_ = std::make_unique<ReplyAdminServiceImpl>(surroundings, *admin_, metrics_);
  identity_service_ = std::make_unique<IdentityServiceImpl>(surroundings, metrics_);
  return absl::OkStatus();
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

absl::Status ComplaintServer::OpenCallersPort(std::function<void()> deaf) {
  auto port = CallersPort::Open(config_, credentials_, loop_,
                                {service_.get(), admin_service_.get(), identity_service_.get()},
                                connection_calls_);
  if (!port.ok()) {
    return absl::UnavailableError(absl::StrCat("listener.address: cannot listen on ",
                                               AddressOf(config_.listener()), ": ",
                                               port.status().message()));
  }
  callers_port_ = *std::move(port);
  address_ = callers_port_->address();
  return callers_port_->Probe(
      [this](std::string fault) {
        readiness_.Report(Readiness::Part::kListener, std::move(fault));
      },
      std::move(deaf));
}

// Returns once it is known how the ledger is.
void ComplaintServer::WatchLedger() {
  std::binary_semaphore known(0);
  loop_.Post([this, &known] {
    ledger_watch_ = std::make_unique<LedgerWatch>(loop_, *ledger_.ledger, readiness_);
    ledger_watch_->WhenKnown([&known] { known.release(); });
  });
  known.acquire();
}

void ComplaintServer::AddMeasures() {
  metrics_.Measure("complaint_replies_unknown_open",
                   "Replies of unknown outcome that nobody has settled, counted up to 1000.",
                   [this] { return ledger_watch_->unknown(); });
  metrics_.Measure("complaint_replies_unknown_oldest_timestamp_seconds",
                   "When the oldest of them was claimed, in seconds since 1970; 0: there is none.",
                   [this] { return ledger_watch_->oldest_unknown(); });
  metrics_.Measure("complaint_loop_lag_seconds", "How late the loop gets to what it is given.",
                   [this] { return absl::ToDoubleSeconds(absl::FromChrono(loop_watch_->lag())); });
  metrics_.MeasureCounter("complaint_loop_stalls_total", "How often the loop stood still.",
                          [this] { return static_cast<double>(loop_watch_->stalls()); });
  metrics_.MeasureCounter("complaint_log_lines_dropped_total",
                          "Log lines that nobody read fast enough.",
                          [] { return static_cast<double>(bridge::base::DroppedLogLines()); });
  MeasureReadiness(readiness_, metrics_);
  MeasureConnections(callers_port_->connections(), metrics_);
  MeasureCertificates(*credentials_, serving_->current(), metrics_);
  MeasureConfiguration(serving_->current(), metrics_);
  MeasureMerchants(loop_, serving_->current(), metrics_);
  MeasureGatewayConnections(loop_, *pool_, metrics_);
  MeasureProcess(metrics_);
}

absl::Status ComplaintServer::Start(std::function<void()> deaf) {
  if (absl::Status status = WireLedger(); !status.ok()) return status;
  readiness_.Report(Readiness::Part::kLife, "is starting");
  absl::StatusOr<std::thread> loop_thread = bridge::base::StartThread([this] {
    pthread_setname_np(pthread_self(), "loop");  // as `top -H` shows it
    loop_.Run();
  });
  if (!loop_thread.ok()) return loop_thread.status();
  loop_thread_ = *std::move(loop_thread);
  auto loop_watch = LoopWatch::Make(loop_, readiness_);
  if (!loop_watch.ok()) return loop_watch.status();
  loop_watch_ = *std::move(loop_watch);
  WatchLedger();
  if (absl::Status status = OpenCallersPort(std::move(deaf)); !status.ok()) return status;
  AddMeasures();
  if (absl::Status status = OpenOperationsPort(); !status.ok()) return status;
  readiness_.Report(Readiness::Part::kLife, "");
  readiness_.Listen([this](bool ready) { callers_port_->SetHealth(ready); });
  return absl::OkStatus();
}

// What a start would refuse, as far as it is read again.
std::vector<std::string> ComplaintServer::FindReloadFaults(
    const config::BridgeConfig& config) const {
  std::vector<std::string> faults = CheckConfig(config);
  // The file of a ledger that is open must not be opened once more: its locks would go.
  if (config.ledger().has_postgres()) CheckLedger(config, faults);
  const absl::Duration time_max = CallTimeMax(config);
  if (time_max > callers_port_->call_time_max()) {
    faults.push_back(absl::StrCat("merchants: a reply may take ", absl::FormatDuration(time_max),
                                  " now, and connections were given ",
                                  absl::FormatDuration(callers_port_->call_time_max()),
                                  " when the process started: restart it"));
  }
  return faults;
}

absl::StatusOr<std::vector<std::string>> ComplaintServer::TakeOver(config::BridgeConfig config) {
  std::vector<std::string> needs_restart = KeepFixedSettings(config_, config);
  std::vector<std::string> faults = FindReloadFaults(config);
  const std::shared_ptr<ConfigVersion> version = serving_->Read(config, faults);
  DropRepeated(faults);
  if (!faults.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
  WarnOfExposedFiles(config);
  std::binary_semaphore used(0);
  loop_.Post([this, &version, &used] {
    Use(version);
    used.release();
  });
  used.acquire();
  const CallLimits limits = ToCallLimits(config.limits());
  gate_.Change(limits.of_all, limits.of_identity);
  SetLogSeverityMin(SeverityMin(config));
  return needs_restart;
}

void ComplaintServer::Reload(const absl::StatusOr<config::BridgeConfig>& config) {
  const auto needs_restart =
      config.ok() ? TakeOver(*config) : absl::StatusOr<std::vector<std::string>>(config.status());
  reload_metrics_.Count(needs_restart.ok());
  if (!needs_restart.ok()) {
    const std::string why(needs_restart.status().message());
    Log(Severity::kError, "the configuration stays as it was", {{"why", std::string_view(why)}});
    return readiness_.Remark(absl::StrCat("configuration: stays as it was: ", why));
  }
  const std::string settings = absl::StrJoin(*needs_restart, ", ");
  Log(settings.empty() ? Severity::kInfo : Severity::kWarning, "the configuration is reloaded",
      {{"merchants", int64_t{config->merchants_size()}},
       {"needs_restart", std::string_view(settings)}});
  readiness_.Remark(
      settings.empty() ? "" : absl::StrCat("configuration: needs a restart for ", settings));
}

// On the loop's thread, since the ledger is.
void ComplaintServer::AwaitRecords() {
  std::binary_semaphore done(0);
  bridge::base::Timer look_again(loop_);
  const auto until =
      loop_.SteadyNow() + absl::ToChronoNanoseconds(DrainTimeout(serving_->config().limits()));
  std::function<void()> look = [&] {
    const bool in_time = loop_.SteadyNow() < until && !hurried_;
    if (ledger_.ledger->unrecorded() == 0 || !in_time) return done.release();
    look_again.Set(kLookAgain, look);
  };
  loop_.Post(look);
  done.acquire();
}

bool ComplaintServer::MayCut(
    std::optional<std::chrono::steady_clock::time_point>& answered_at) const {
  if (gate_.unanswered() > 0) {
    answered_at.reset();
    return false;
  }
  const auto now = std::chrono::steady_clock::now();
  if (!answered_at) answered_at = now;
  if (hurried_) return true;
  return now - *answered_at >= (gate_.calls() > 0 ? kReadGrace : kCloseGrace);
}

// gRPC 1.51 cancels what comes just as it stops to listen, and nobody makes another attempt after
// that. Callers that heed health come no more by then.
void ComplaintServer::ServeUntilCallersLeave() const {
  if (callers_port_ == nullptr) return;
  const auto until = std::chrono::steady_clock::now() + kLeaveTime;
  while (callers_port_->connections().open() > 0 && !hurried_ &&
         std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(absl::ToChronoMilliseconds(kLookAgain));
  }
}

void ComplaintServer::Drain() {
  readiness_.Report(Readiness::Part::kLife, "is going down");
  ServeUntilCallersLeave();
  End();
}

void ComplaintServer::End() {
  readiness_.Report(Readiness::Part::kLife, "is going down");
  readiness_.Listen(nullptr);
  gate_.Close();
  if (callers_port_ != nullptr) {
    loop_.Post([this] {
      give_up_.Set(DrainTimeout(serving_->config().limits()),
                   [this] { service_->GiveUpWaiting(); });
    });
    std::optional<std::chrono::steady_clock::time_point> answered_at;
    callers_port_->ShutDown([&] { return MayCut(answered_at); });
  }
  if (loop_thread_.joinable()) {
    AwaitRecords();
    loop_.Stop();
    loop_thread_.join();
  }
  // It asks the others.
  operations_port_.reset();
  callers_port_.reset();
  loop_watch_.reset();
  ledger_watch_.reset();
}

void ComplaintServer::Hurry() {
  hurried_ = true;
  loop_.Post([this] { service_->GiveUpWaiting(); });
}

absl::Duration ComplaintServer::drain_time_max() const {
  // What is not sent at the drain timeout never is. Then a send, its record, the answer, and once
  // more the drain timeout for records that the ledger did not take.
  return 2 * DrainTimeout(serving_->config().limits()) + SendTimeMax(serving_->config()) +
         kSettleTime + absl::FromChrono(kLeaveTime) + absl::FromChrono(kReadGrace) +
         absl::FromChrono(kCloseGrace);
}

}  // namespace imageco::server
