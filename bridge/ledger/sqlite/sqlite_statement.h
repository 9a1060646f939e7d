#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_STATEMENT_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_STATEMENT_H_

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bridge/ledger/ledger.h"

namespace imageco::bridge::ledger {

// What SQLite says went wrong on a connection, for people: never a value that was bound, nor a
// path. ResourceExhaustedError: the disk is full, and the connection is as good as before once its
// transaction is rolled back. UnavailableError: anything else, and the connection is not to be
// trusted any more.
absl::Status SqliteFault(sqlite3* connection, int code);

// One prepared statement of a connection, which outlives it.
class SqliteStatement {
 public:
  explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}

  // Gives parameters their values, from the first on, and begins anew. Texts are copied. A key is
  // three values, in its order.
  template <typename... Values>
  SqliteStatement& Bind(const Values&... values) {
    Reset();
    int index = 0;
    (BindNext(index, values), ...);
    return *this;
  }

  // Runs to the next row, and says whether there is one. At the end, and after an error, the
  // statement holds no lock.
  absl::StatusOr<bool> Step();

  // Runs to the end.
  absl::Status Run();

  // Gives up the rows that are left.
  void Reset() { sqlite3_reset(statement_.get()); }

  // Of the row that stands ready, columns from 0.
  bool IsNull(int column) const;
  int64_t Number(int column) const;
  // The bytes of a text or a blob, whatever they are.
  std::string Text(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  template <typename Value>
  void BindNext(int& index, const Value& value) {
    Check(BindOne(++index, value));
  }
  void BindNext(int& index, const Key& key) {
    for (const std::string* part : {&key.isspid, &key.transaction_id, &key.interface}) {
      BindNext(index, *part);
    }
  }
  int BindOne(int index, int64_t number);
  int BindOne(int index, const std::string& text);
  int BindOne(int index, std::span<const uint8_t> blob);
  template <typename T>
  int BindOne(int index, const std::optional<T>& value) {
    return value ? BindOne(index, *value) : sqlite3_bind_null(statement_.get(), index);
  }
  void Check(int code) {
    if (code != SQLITE_OK) bind_fault_ = code;
  }

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bind_fault_ = SQLITE_OK;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_SQLITE_STATEMENT_H_
