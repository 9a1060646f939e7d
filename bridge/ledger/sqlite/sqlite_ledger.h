#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_LEDGER_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_LEDGER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "bridge/base/running_task.h"
#include "bridge/base/task.h"
#include "bridge/base/timer.h"
#include "bridge/ledger/commit_report.h"
#include "bridge/ledger/ledger.h"
#include "bridge/ledger/sqlite/commit_thread.h"
#include "bridge/ledger/sqlite/ledger_file.h"
#include "bridge/ledger/sqlite/operation.h"
#include "bridge/ledger/sqlite/reply_store.h"

namespace imageco::bridge::ledger {

struct SqliteLedgerOptions {
  LedgerFileOptions file{};
  // How long a settled record is kept, and how often those that are older are looked for.
  absl::Duration retention = absl::Hours(24 * 90);
  absl::Duration purge_interval = absl::Minutes(1);
  // Before the first look: a clock that is wrong when the machine starts is right by then.
  absl::Duration first_purge = absl::Hours(1);
  // Operations in one transaction.
  size_t batch_max = 256;
  // Operations that wait for the file; further ones fail. Twice as many where they end claims:
  // there are no more of those than claims that were let in.
  size_t queue_max = 16'384;
  // Rows that one operation looks at, in lists and purges, before others get their turn.
  int64_t rows_max = 500;
  // On the ledger's thread; must not be null.
  CommitObserver observe = [](const CommitReport&) {};
};

// A ledger in a SQLite file of this process alone. The loop's thread hands operations over and is
// handed answers; a thread of its own waits for the disk. A claim that an earlier process left
// without an outcome is unknown from the start.
class SqliteLedger final : public Ledger {
 public:
  // Opens the file, or makes it; waits for the disk meanwhile. Errors are as in OpenLedgerFile, and
  // name the reason alone. `loop` outlives the ledger.
  static absl::StatusOr<std::unique_ptr<SqliteLedger>> Make(base::Loop& loop,
                                                            SqliteLedgerOptions options);
  SqliteLedger(const SqliteLedger&) = delete;
  SqliteLedger& operator=(const SqliteLedger&) = delete;
  // Waits until all that was handed over is committed; the answers come on the loop yet. Lists may
  // not be under way.
  ~SqliteLedger() override;

  base::Task<absl::StatusOr<std::optional<Record>>> Find(Key key) override;
  base::Task<absl::StatusOr<Claimed>> Claim(Key key, Fingerprint fingerprint) override;
  base::Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override;
  base::Task<absl::Status> Release(Key key) override;
  base::Task<absl::StatusOr<std::vector<KeyedRecord>>> List(Query query) override;
  base::Task<absl::StatusOr<Record>> Decide(Key key, Finding finding) override;

  // Which ledger it is.
  const std::string& identity() const { return store_->identity(); }

  // Transactions that changed something, and operations in all transactions. From any thread.
  uint64_t commits() const { return store_->commits(); }
  uint64_t operations() const { return store_->operations(); }

 private:
  void Commit(const Batch& batch);
  SqliteLedger(base::Loop& loop, SqliteLedgerOptions options, std::unique_ptr<ReplyStore> store);

  // The loop's time, as exactly as the file has it.
  absl::Time Now() const;
  // The loop's time as of the start, and of whenever it was set back since: a clock that is set
  // forward makes no record old.
  absl::Time PurgeTime();
  // Hands `work` over and gives its result once that is durable.
  template <typename Result>
  base::Task<Result> Do(typename ResultOperation<Result>::Work work, size_t queue_max);
  void StartPurge();
  base::Task<void> Purge();

  base::Loop& loop_;
  const SqliteLedgerOptions options_;
  const std::unique_ptr<ReplyStore> store_;
  CommitThread thread_;
  base::Timer purge_timer_;
  absl::Duration purge_offset_ = absl::InfiniteDuration();  // of PurgeTime to the steady clock
  std::optional<base::RunningTask> purge_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_LEDGER_H_
