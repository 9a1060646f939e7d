#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_BATCHES_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_BATCHES_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/task.h"
#include "bridge/base/timer.h"
#include "bridge/ledger/postgres/pg_database.h"
#include "bridge/ledger/postgres/pg_operation.h"
#include "bridge/ledger/postgres/pg_value.h"

namespace imageco::bridge::ledger {

// A statement about many records. Its values are an array of each of the types, in which a record
// has its place, and one value more. The first three are the key, and the fourth is the mark that
// tells a record from all others: the rows of the answer begin with it.
struct PgBatchStatement {
  PgStatement statement;
  std::vector<PgType> types;
};

// What is done to many records at a time, by one statement and one commit. What is asked for in a
// turn of the loop goes together, in the order of the keys, so that replicas do not wait for each
// other; while as many batches are under way as may be, what comes waits for one to end, so that
// batches grow with the load. After one that failed, where a record of another's transaction may
// have held up all, rows go alone for a while. On the loop's thread.
class PgBatches {
 public:
  using Attempt = PgDatabase::Attempt;

  static constexpr size_t kRowsMax = 256;  // of a batch

  // `last` stands behind the arrays of `statement`, which must outlive the batches.
  PgBatches(PgDatabase& database, const PgBatchStatement& statement, std::string last);
  PgBatches(const PgBatches&) = delete;
  PgBatches& operator=(const PgBatches&) = delete;

  // As PgDatabase::Run, for one row: a value for each of the arrays. The row that came back for it,
  // without its mark; nothing: none did.
  base::Task<absl::StatusOr<std::optional<PgRow>>> Run(std::vector<std::string> values,
                                                       Attempt& attempt);

  // The database is closed: ends what waits.
  void Close();

 private:
  using Answer = absl::StatusOr<std::optional<PgRow>>;
  struct Asked;
  class Wait;

  void Flush();
  std::vector<std::shared_ptr<Asked>> TakeBatch();
  std::vector<PgValue> ValuesOf(const std::vector<std::shared_ptr<Asked>>& batch) const;
  base::Task<void> RunBatch(std::vector<std::shared_ptr<Asked>> batch);

  PgDatabase& database_;
  const PgBatchStatement& statement_;
  const std::string last_;
  std::deque<std::shared_ptr<Asked>> queue_;
  base::Timer flush_timer_;
  bool flushing_ = false;
  bool closed_ = false;
  size_t under_way_ = 0;
  size_t rows_max_ = kRowsMax;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_BATCHES_H_
