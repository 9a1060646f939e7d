#ifndef IMAGECO_BRIDGE_LEDGER_RETRYING_LEDGER_H_
#define IMAGECO_BRIDGE_LEDGER_RETRYING_LEDGER_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "bridge/base/running_task.h"
#include "bridge/base/task.h"
#include "bridge/base/timer.h"
#include "bridge/ledger/ledger.h"

namespace imageco::bridge::ledger {

struct RetryingLedgerOptions {
  // Endings that are kept; further ones are given up.
  size_t pending_max = 10'000;
  // Endings that are tried at once.
  size_t attempts_max = 256;
  // Before the next try; doubles up to the other with each that fails.
  absl::Duration delay_min = absl::Milliseconds(100);
  absl::Duration delay_max = absl::Seconds(5);
};

// In front of a ledger that may fail for a while: how a claim ended, where that could not be
// recorded, is tried again until it is, or until there is no such claim. The call that failed is
// answered its UnavailableError at once all the same. While an ending is pending its record is a
// claim still; a new claim of its key first records it, so that no late ending ever meets another
// claim than its own. Who asks meanwhile is told of the claim, also where the ledger still fails: a
// message was sent for it. On the loop's thread.
class RetryingLedger final : public Ledger {
 public:
  // `loop` outlives the ledger.
  RetryingLedger(base::Loop& loop, std::unique_ptr<Ledger> ledger,
                 RetryingLedgerOptions options = {})
      : loop_(loop),
        options_(options),
        delay_(options.delay_min),
        timer_(loop),
        ledger_(std::move(ledger)) {}
  RetryingLedger(const RetryingLedger&) = delete;
  RetryingLedger& operator=(const RetryingLedger&) = delete;
  // Gives up what is pending.
  ~RetryingLedger() override;

  base::Task<absl::StatusOr<std::optional<Record>>> Find(Key key) override;
  base::Task<absl::StatusOr<Claimed>> Claim(Key key, Fingerprint fingerprint) override;
  base::Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override;
  base::Task<absl::Status> Release(Key key) override;
  base::Task<absl::StatusOr<std::vector<KeyedRecord>>> List(Query query) override;
  base::Task<absl::StatusOr<Record>> Decide(Key key, Finding finding) override;

  size_t unrecorded() const override { return pending_.size(); }

 private:
  // How a claim ended, which is not on record yet.
  struct Unrecorded {
    Record claim;                            // as it is on record
    std::optional<Settlement> settlement{};  // nothing: it is to be released
    bool busy = false;                       // someone is at it
  };

  // Of the ending of a claim that was tried: keeps it where it must be tried again.
  void Ended(const Key& key, const absl::Status& status, std::optional<Settlement> settlement);
  void Keep(const Key& key, Unrecorded unrecorded);
  // The claim of a message that was sent, whose outcome is pending.
  std::optional<Record> SentClaim(const Key& key) const;
  void Schedule();
  void StartAttempts();
  base::Task<void> Attempt(Key key);
  // Records how the claim of `key` ended. UnavailableError: it is pending still.
  base::Task<absl::Status> TryToRecord(Key key);

  base::Loop& loop_;
  const RetryingLedgerOptions options_;
  absl::flat_hash_map<Key, Record> claims_;  // that were made and have not ended
  std::map<Key, Unrecorded> pending_;        // in order: a simulated run goes the same way again
  absl::Duration delay_;
  base::Timer timer_;
  size_t running_ = 0;   // attempts under way
  bool failed_ = false;  // one of them did
  const std::unique_ptr<Ledger> ledger_;
  std::vector<base::RunningTask> attempts_;  // the last ones; they go before the ledger
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_RETRYING_LEDGER_H_
