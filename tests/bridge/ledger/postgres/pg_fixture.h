#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_FIXTURE_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_FIXTURE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/ledger/postgres/pg_database.h"
#include "bridge/ledger/postgres/pg_ledger.h"
#include "tests/bridge/ledger/postgres/pg_server.h"
#include "tests/bridge/ledger/sample_records.h"

namespace imageco::bridge::ledger {

// A new database on the server, with a clock that the test moves, and ledgers on it.
class PgWorld {
 public:
  PgWorld();

  // How a ledger is to be that Make gives. Its lease, and how it connects.
  PgDatabaseOptions database_options;
  PgLedgerOptions ledger_options;

  // One more replica. Its status where that fails.
  absl::StatusOr<std::unique_ptr<PgLedger>> TryMake();
  std::unique_ptr<PgLedger> Make();

  // Runs the loop until `done`; fails where that does not come.
  void RunUntil(absl::FunctionRef<bool()> done);

  // What a task gives in the end.
  template <typename T>
  T Await(base::Task<T> task) {
    std::optional<T> result;
    base::Spawn(std::move(task), [&result](T value) { result.emplace(std::move(value)); });
    RunUntil([&result] { return result.has_value(); });
    return *std::move(result);
  }

  std::vector<std::string> Sql(const std::string& sql) {
    return PgServer::Get().Run(database_, sql);
  }
  const std::string& database() const { return database_; }

  // The ledgers' clock. Years behind the wall clock, so that it alone tells what is old.
  absl::Time Now() const { return now_; }
  void Advance(absl::Duration duration);

  base::EpollLoop loop;

 private:
  const std::string database_;
  absl::Time now_;
};

// Something that is under way.
template <typename T>
class Pending {
 public:
  explicit Pending(base::Task<T> task) {
    base::Spawn(std::move(task),
                [result = result_](T value) { result->emplace(std::move(value)); });
  }

  bool done() const { return result_->has_value(); }
  const T& result() const { return **result_; }

 private:
  // Shared with the task, which may end after the test that asked.
  std::shared_ptr<std::optional<T>> result_ = std::make_shared<std::optional<T>>();
};

class PgLedgerFixture : public testing::Test {
 protected:
  PgWorld world_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_FIXTURE_H_
