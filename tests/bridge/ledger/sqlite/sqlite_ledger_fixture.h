#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_SQLITE_SQLITE_LEDGER_FIXTURE_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_SQLITE_SQLITE_LEDGER_FIXTURE_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/base/task.h"
#include "bridge/ledger/sqlite/sqlite_ledger.h"
#include "tests/bridge/base/shared_simulated_loop.h"
#include "tests/bridge/ledger/sample_records.h"
#include "tests/test_folder.h"

namespace imageco::bridge::ledger {

// A file in a folder of the test's own, and a ledger in it once it is opened.
class SqliteLedgerFixture : public testing::Test {
 protected:
  // One operation under way.
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
    // Shared with the task, which may end after the test has given it up.
    std::shared_ptr<std::optional<T>> result_ = std::make_shared<std::optional<T>>();
  };

  std::string At(const std::string& name) const { return folder_.path() / name; }

  absl::Status Open() { return Open({.file = {.file = file_}}); }
  absl::Status Open(SqliteLedgerOptions options);
  void MustOpen() { MustOpen({.file = {.file = file_}}); }
  void MustOpen(SqliteLedgerOptions options);
  void Close() { ledger_.reset(); }

  template <typename T>
  T Await(const Pending<T>& pending) {
    loop_.RunUntil([&pending] { return pending.done(); });
    return pending.result();
  }
  template <typename T>
  T Run(base::Task<T> task) {
    return Await(Pending<T>(std::move(task)));
  }

  absl::StatusOr<Claimed> Claim(const std::string& id) {
    return Run(ledger_->Claim(KeyOf(id), {}));
  }
  absl::Status Settle(const std::string& id, Ending ending) {
    return Run(ledger_->Settle(KeyOf(id), {.ending = ending})).status();
  }
  std::optional<Record> Found(const std::string& id) {
    return Run(ledger_->Find(KeyOf(id))).value();
  }
  void MustClaim(const std::string& id);
  void MustSettle(const std::string& id, Ending ending);
  // "none", "claimed", "delivered", "rejected", "unknown" or "not_delivered".
  std::string StateIs(const std::string& id);

  // What a crash of the process at this moment leaves, as a file of another name.
  static void CopyFileSet(const std::string& from, const std::string& to);

  // Runs SQL on a file that is closed.
  static void Execute(const std::string& file, const std::string& sql);

  const TestFolder folder_;
  const std::string file_ = At("replies.sqlite3");
  base::SharedSimulatedLoop loop_;
  std::unique_ptr<SqliteLedger> ledger_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_SQLITE_SQLITE_LEDGER_FIXTURE_H_
