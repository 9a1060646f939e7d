// complaint-server: ComplaintService over gRPC, towards Imageco's gateways.

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bridge/base/log.h"
#include "bridge/base/log_writer.h"
#include "bridge/base/thread.h"
#include "server/complaint_server.h"
#include "server/config/config_file.h"
#include "server/config/log_severity.h"
#include "server/ledgers.h"
#include "server/library_log.h"
#include "server/listener/descriptors.h"
#include "server/reloader.h"
#include "server/server_page.h"

// server_page.cc says what they are.
ABSL_FLAG(std::string, config, "", "");
ABSL_FLAG(bool, check, false, "");
ABSL_FLAG(bool, make_ledger, false, "");

namespace imageco::server {
namespace {

using bridge::base::Log;
using bridge::base::LogWriter;
using bridge::base::Severity;
using bridge::config::v1::BridgeConfig;

// Exit statuses, as docs/operations.md tells them.
constexpr int kCannotServe = 1;
constexpr int kBadConfiguration = 2;
constexpr int kDeaf = 3;
constexpr int kNotDrained = 4;

// To this process by itself.
const int kDrainedSignal = SIGRTMIN;

// Blocks the signals that are waited for, for this thread and all that it will start, and ignores
// those that would end it undrained: a peer that closed, a file at the limit of its size (the write
// fails, and says so).
sigset_t PrepareSignals() {
  for (const int ignored : {SIGPIPE, SIGUSR1, SIGUSR2, SIGXFSZ}) signal(ignored, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int heard : {SIGTERM, SIGINT, SIGQUIT, SIGHUP, kDrainedSignal}) {
    sigaddset(&signals, heard);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// The exit status of a process that does not serve, and says why.
int Refuse(const absl::Status& status, int exit_status) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return exit_status;
}

void LogListening(const ComplaintServer& server) {
  Log(Severity::kInfo, "listening",
      {{"address", std::string_view(server.address())},
       {"operations_address", std::string_view(server.operations_address())}});
}

void WarnOfMemoryLedger(const BridgeConfig& config) {
  if (!config.ledger().has_memory()) return;
  Log(Severity::kWarning, "the ledger is in memory: a restart forgets which replies were sent");
}

int MakeLedgerAlone(const BridgeConfig& config) {
  const absl::StatusOr<std::string> identity = MakeLedger(config);
  if (!identity.ok()) return Refuse(identity.status(), kBadConfiguration);
  std::printf("%s\n", identity->c_str());
  return 0;
}

// Whatever holds a thread, the process ends.
[[noreturn]] void EndUndrained(std::unique_ptr<LogWriter>& log_writer) {
  Log(Severity::kError, "not drained in time: it ends all the same");
  log_writer.reset();
  _exit(kNotDrained);
}

// Drains on a thread of its own, while this one looks at the clock, and hears whoever is in a
// hurry.
void Drain(ComplaintServer& server, const sigset_t& signals,
           std::unique_ptr<LogWriter>& log_writer) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + absl::ToChronoNanoseconds(server.drain_time_max());
  std::atomic<bool> is_drained = false;
  std::thread draining = bridge::base::AwaitThread([&] {
    server.Drain();
    is_drained = true;
    kill(getpid(), kDrainedSignal);
  });
  while (!is_drained) {
    const timespec left = absl::ToTimespec(absl::FromChrono(until - Clock::now()));
    const int signal = sigtimedwait(&signals, nullptr, &left);
    if (signal < 0 && Clock::now() >= until) EndUndrained(log_writer);
    if (signal <= 0 || signal == kDrainedSignal || signal == SIGHUP) continue;
    Log(Severity::kInfo, "in a hurry: waits for nothing but what was sent");
    server.Hurry();
  }
  draining.join();
}

// Reloads at each SIGHUP until then.
void AwaitEndingSignal(const sigset_t& signals, Reloader& reloader) {
  int signal = 0;
  do {
    sigwait(&signals, &signal);
    if (signal == SIGHUP) reloader.ReloadNow();
  } while (signal == SIGHUP || signal == kDrainedSignal);
}

// All of it but the ledger that is to be made.
BridgeConfig WithoutLedger(BridgeConfig config) {
  config.mutable_ledger()->mutable_memory();
  config.mutable_ledger()->clear_identity();
  return config;
}

int Serve(const BridgeConfig& config, const sigset_t& signals,
          std::unique_ptr<LogWriter> log_writer) {
  std::atomic<bool> is_deaf = false;  // outlives the server, which changes it
  const bool makes_ledger = absl::GetFlag(FLAGS_make_ledger);
  absl::StatusOr<std::unique_ptr<ComplaintServer>> server =
      ComplaintServer::Make(makes_ledger ? WithoutLedger(config) : config);
  if (!server.ok()) return Refuse(server.status(), kBadConfiguration);
  if (absl::GetFlag(FLAGS_check)) {
    std::printf("the configuration is good\n");
    return 0;
  }
  bridge::base::SetLogSeverityMin(SeverityMin(config));
  if (makes_ledger) return MakeLedgerAlone(config);
  WarnOfMemoryLedger(config);
  (*server)->metrics().Measure("complaint_build_info", "The version that runs.", [] { return 1; },
                               {{"version", IMAGECO_VERSION}});
  const auto end_deaf = [&is_deaf] {
    Log(Severity::kError, "the callers' port does not answer any more: the process ends");
    is_deaf = true;
    kill(getpid(), SIGTERM);
  };
  const absl::Status started = (*server)->Start(end_deaf);
  if (!started.ok()) return Refuse(started, kCannotServe);
  auto reloader = Reloader::Make(
      absl::GetFlag(FLAGS_config), config,
      [&server](const absl::StatusOr<BridgeConfig>& changed) { (*server)->Reload(changed); });
  if (!reloader.ok()) return Refuse(reloader.status(), kCannotServe);
  LogListening(**server);
  AwaitEndingSignal(signals, **reloader);
  reloader->reset();
  Log(Severity::kInfo, "draining");
  Drain(**server, signals, log_writer);
  Log(Severity::kInfo, "drained");
  return is_deaf ? kDeaf : 0;
}

int Main() {
  // Debian builds Abseil with it on; it costs every lock.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const sigset_t signals = PrepareSignals();
  TakeLibraryLogs();
  RaiseDescriptorLimit();
  const absl::StatusOr<BridgeConfig> config = ReadConfigFile(absl::GetFlag(FLAGS_config));
  if (!config.ok()) return Refuse(config.status(), kBadConfiguration);
  auto log_writer = LogWriter::Start();
  if (!log_writer.ok()) return Refuse(log_writer.status(), kCannotServe);
  return Serve(*config, signals, *std::move(log_writer));
}

// Of a short page, in place of that which Abseil makes of every flag that is linked in.
bool WantsHelp(const std::vector<std::string_view>& arguments) {
  if (arguments == std::vector<std::string_view>{"help"}) return true;
  return std::any_of(arguments.begin(), arguments.end(), [](const std::string_view argument) {
    return argument == "--help" || argument == "-help" || argument == "-h";
  });
}

}  // namespace
}  // namespace imageco::server

int main(int argc, char** argv) {
  if (imageco::server::WantsHelp({argv + 1, argv + argc})) {
    std::fputs(ProgramHelp(imageco::server::ServerPage()).c_str(), stdout);
    return 0;
  }
  absl::SetProgramUsageMessage("complaint-server --config FILE [--check | --make_ledger]");
  absl::FlagsUsageConfig usage;
  usage.version_string = [] { return absl::StrCat("complaint-server ", IMAGECO_VERSION, "\n"); };
  absl::SetFlagsUsageConfig(usage);
  const std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  if (rest.size() > 1 || absl::GetFlag(FLAGS_config).empty()) {
    std::fprintf(stderr,
                 "complaint-server: %s\nusage: complaint-server --config FILE [--check | "
                 "--make_ledger]\nSee complaint-server --help\n",
                 rest.size() > 1 ? absl::StrCat(rest[1], ": is one argument too many").c_str()
                                 : "--config: is missing");
    return 2;
  }
  return imageco::server::Main();
}
