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
#include "server/config/listen_address.h"
#include "server/config/secret_files.h"
#include "server/config/set_if_given.h"
#include "server/credentials.h"
#include "server/ledgers.h"
#include "server/listener/descriptors.h"
#include "server/measures.h"
#include "server/merchants.h"
#include "server/operations/operations_pages.h"
#include "server/send_time.h"

namespace imageco::server {
namespace {

namespace config = bridge::config::v1;
using bridge::gateway::Gbk;
using bridge::gateway::Plan;

constexpr absl::Duration kDefaultDrainTimeout = absl::Seconds(30);
constexpr absl::Duration kLookAgain = absl::Milliseconds(20);
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
  Drain();
  if (!loop_.status().ok()) return;
  merchants_.reset();
  current_.Set(nullptr);
  // For those that were let go of.
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
  auto multi = bridge::gateway::CurlMulti::Make(loop_);
  if (!multi.ok()) return multi.status();
  multi_ = *std::move(multi);

  std::vector<std::string> faults = CheckConfig(config_);
  merchants_ = Share(MakeMerchants(config_, {loop_, *multi_, *plan_, *gbk}, faults));
  credentials_ = MakeCredentials(config_.listener(), faults);
  CheckLedger(config_, faults);
  DropRepeated(faults);
  if (!faults.empty()) return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
  WarnOfExposedFiles(config_);
  return absl::OkStatus();
}

// Whoever lets go of them last, merchants belong to the loop's thread.
std::shared_ptr<const bridge::MerchantTable> ComplaintServer::Share(
    bridge::MerchantTable merchants) {
  const auto let_go = [this](const bridge::MerchantTable* last) {
    loop_.Post([owned = std::unique_ptr<const bridge::MerchantTable>(last)] {});
  };
  return {new bridge::MerchantTable(std::move(merchants)), let_go};
}

absl::Status ComplaintServer::WireLedger() {
  auto ledger = OpenLedger(config_, loop_, *merchants_);
  if (!ledger.ok()) return ledger.status();
  ledger_ = wrap_ledger_ ? wrap_ledger_(*std::move(ledger)) : *std::move(ledger);
  current_.Set(std::make_shared<const Snapshot>(Snapshot{Access(config_), std::move(merchants_)}));
  bridge_ = std::make_unique<bridge::ReplyBridge>(loop_, *ledger_, *plan_);
  service_ = std::make_unique<ComplaintServiceImpl>(loop_, *bridge_, current_, gate_, metrics_);
  admin_ = std::make_unique<bridge::ReplyAdmin>(*ledger_);
  admin_service_ =
      std::make_unique<ReplyAdminServiceImpl>(loop_, *admin_, current_, gate_, metrics_);
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
  auto port = CallersPort::Open(config_, credentials_, {service_.get(), admin_service_.get()},
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
    ledger_watch_ = std::make_unique<LedgerWatch>(loop_, *ledger_, readiness_);
    ledger_watch_->WhenKnown([&known] { known.release(); });
  });
  known.acquire();
}

void ComplaintServer::AddMeasures() {
  metrics_.Measure("complaint_replies_unknown_open",
                   "Replies of unknown outcome that nobody has settled, counted up to 1000.",
                   [this] { return ledger_watch_->unknown(); });
  metrics_.Measure("complaint_loop_lag_seconds", "How late the loop gets to what it is given.",
                   [this] { return absl::ToDoubleSeconds(absl::FromChrono(loop_watch_->lag())); });
  metrics_.MeasureCounter("complaint_loop_stalls_total", "How often the loop stood still.",
                          [this] { return static_cast<double>(loop_watch_->stalls()); });
  metrics_.MeasureCounter("complaint_log_lines_dropped_total",
                          "Log lines that nobody read fast enough.",
                          [] { return static_cast<double>(bridge::base::DroppedLogLines()); });
  MeasureConnections(callers_port_->connections(), metrics_);
  MeasureCertificates(config_, *credentials_, metrics_);
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

// On the loop's thread, since the ledger is.
void ComplaintServer::AwaitRecords() {
  std::binary_semaphore done(0);
  bridge::base::Timer look_again(loop_);
  const auto until = loop_.SteadyNow() + absl::ToChronoNanoseconds(DrainTimeout(config_.limits()));
  std::function<void()> look = [&] {
    const bool in_time = loop_.SteadyNow() < until && !hurried_;
    if (ledger_->unrecorded() == 0 || !in_time) return done.release();
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

void ComplaintServer::Drain() {
  readiness_.Report(Readiness::Part::kLife, "is going down");
  readiness_.Listen(nullptr);
  gate_.Close();
  if (callers_port_ != nullptr) {
    loop_.Post([this] {
      give_up_.Set(DrainTimeout(config_.limits()), [this] { service_->GiveUpWaiting(); });
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
  return 2 * DrainTimeout(config_.limits()) + SendTimeMax(config_) + kSettleTime +
         absl::FromChrono(kReadGrace) + absl::FromChrono(kCloseGrace);
}

}  // namespace imageco::server
