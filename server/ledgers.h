#ifndef IMAGECO_SERVER_LEDGERS_H_
#define IMAGECO_SERVER_LEDGERS_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/ledger/commit_report.h"
#include "bridge/ledger/ledger.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/merchants.h"

namespace imageco::server {

// Adds a line to `faults` for whatever keeps the ledger of a configuration from being opened, as
// far as it can be told without making or locking anything.
void CheckLedger(const bridge::config::v1::BridgeConfig& config, std::vector<std::string>& faults);

// A ledger that is open, and what merchants share through it. All of it is the loop's thread's.
struct OpenedLedger {
  std::unique_ptr<bridge::ledger::Ledger> ledger;
  // Where the tokens of a merchant come from; null where each process counts its own. What it makes
  // the ledger outlives.
  RateMaker make_rate{};
  // Told how long a send of any merchant may take from now on.
  std::function<void(absl::Duration)> set_send_time_max = [](absl::Duration) {};
};

// Opens the ledger of a configuration. An error names the setting and the reason. `loop` outlives
// the ledger. A ledger in a database runs the loop meanwhile, which nobody else may do yet; where
// the database is not there, it is opened all the same, and fails until the database comes.
// `observe` is told what it costs, on whichever thread; a ledger in memory has nothing to tell.
absl::StatusOr<OpenedLedger> OpenLedger(
    const bridge::config::v1::BridgeConfig& config, bridge::base::EpollLoop& loop,
    bridge::ledger::CommitObserver observe = [](const bridge::ledger::CommitReport&) {});

// Makes the ledger of a configuration where there is none, whatever is missed there, and gives its
// identity. An error names the setting and the reason: there is one, or an identity is asked for.
absl::StatusOr<std::string> MakeLedger(const bridge::config::v1::BridgeConfig& config);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LEDGERS_H_
