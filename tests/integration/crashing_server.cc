// complaint-server, but for its end: `crashing-server FILE STEP NTH` dies with SIGKILL when it
// reaches STEP of its ledger for the NTH time.

#include <signal.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "bridge/base/log.h"
#include "server/complaint_server.h"
#include "server/config/config_file.h"
#include "tests/integration/crashing_ledger.h"

namespace imageco::integration {
namespace {

using bridge::base::Log;
using bridge::base::Severity;
using bridge::ledger::Ledger;
using server::ComplaintServer;

constexpr int kWrongUse = 2;
constexpr int kCannotServe = 1;

int Refuse(const absl::Status& status, int code) {
  std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return code;
}

int Serve(const std::string& config_file, CrashStep step, int nth) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  const auto config = server::ReadConfigFile(config_file);
  if (!config.ok()) return Refuse(config.status(), kWrongUse);
  const auto made = ComplaintServer::Make(*config, [step, nth](std::unique_ptr<Ledger> ledger) {
    return std::make_unique<CrashingLedger>(std::move(ledger), step, nth);
  });
  if (!made.ok()) return Refuse(made.status(), kWrongUse);
  if (absl::Status status = (*made)->Start(); !status.ok()) return Refuse(status, kCannotServe);
  Log(Severity::kInfo, "listening", {{"address", std::string_view((*made)->address())}});
  int received = 0;
  sigwait(&signals, &received);
  (*made)->Drain();
  return 0;
}

}  // namespace
}  // namespace imageco::integration

int main(int argc, char** argv) {
  using imageco::integration::ToCrashStep;
  const auto step = ToCrashStep(argc == 4 ? argv[2] : "");
  const int nth = argc == 4 ? std::atoi(argv[3]) : 0;
  if (!step || nth < 1) {
    std::fprintf(stderr, "usage: crashing-server FILE STEP NTH\n");
    return 2;
  }
  return imageco::integration::Serve(argv[1], *step, nth);
}
