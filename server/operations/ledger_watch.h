#ifndef IMAGECO_SERVER_OPERATIONS_LEDGER_WATCH_H_
#define IMAGECO_SERVER_OPERATIONS_LEDGER_WATCH_H_

#include <atomic>
#include <optional>

#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "bridge/base/running_task.h"
#include "bridge/base/timer.h"
#include "bridge/ledger/ledger.h"
#include "server/operations/readiness.h"

namespace imageco::server {

struct LedgerWatchOptions {
  // Between two looks.
  absl::Duration interval = absl::Seconds(2);
  // How long an answer may take until the ledger counts as away.
  absl::Duration silent_after = absl::Seconds(5);
  // Between two counts of what is unknown, and what is counted at most.
  absl::Duration count_interval = absl::Seconds(30);
  size_t unknown_max = 1000;
};

// Sees whether a ledger answers, by looking for a record that nobody makes, and counts the replies
// of unknown outcome in it. On the loop's thread, and made there, but for unknown().
class LedgerWatch {
 public:
  // All outlive the watch. The ledger counts as away until it answers for the first time.
  LedgerWatch(bridge::base::Loop& loop, bridge::ledger::Ledger& ledger, Readiness& readiness,
              LedgerWatchOptions options = {});
  LedgerWatch(const LedgerWatch&) = delete;
  LedgerWatch& operator=(const LedgerWatch&) = delete;

  // Replies whose outcome is unknown, as they were counted last: `unknown_max` and more are that.
  // For any thread.
  double unknown() const { return unknown_; }

  // When the oldest of them was claimed, in seconds since 1970; 0: there is none. Likewise.
  double oldest_unknown() const { return oldest_unknown_; }

  // Calls `known` once it is known how the ledger is: by its first answer, or its silence.
  void WhenKnown(bridge::base::Callback known);

 private:
  bridge::base::Task<void> Look();
  bridge::base::Task<void> CountUnknown();
  void Report(std::string fault);

  bridge::base::Loop& loop_;
  bridge::ledger::Ledger& ledger_;
  Readiness& readiness_;
  const LedgerWatchOptions options_;
  std::atomic<double> unknown_ = 0;
  std::atomic<double> oldest_unknown_ = 0;
  bridge::base::SteadyTime count_at_;
  bool is_known_ = false;
  bridge::base::Callback known_;
  bridge::base::Timer next_look_{loop_};
  bridge::base::Timer silence_{loop_};
  std::optional<bridge::base::RunningTask> looking_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_LEDGER_WATCH_H_
