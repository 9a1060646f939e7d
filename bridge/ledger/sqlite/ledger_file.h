#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_LEDGER_FILE_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_LEDGER_FILE_H_

#include <optional>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/ledger/sqlite/ledger_memory.h"
#include "bridge/ledger/sqlite/sqlite_database.h"
#include "bridge/ledger/sqlite/sqlite_schema.h"

namespace imageco::bridge::ledger {

// How a ledger is found where there is none.
enum class LedgerMaking {
  kWhereBlank,  // it is made where nothing remembers one
  kAnew,        // it is made, by an operator's word, and must not be there
};

// How the file of a ledger is opened.
struct LedgerFileOptions {
  std::string file{};
  // The ledger that it must be; empty: whichever is there, or is made.
  std::string identity{};
  LedgerMaking making = LedgerMaking::kWhereBlank;
  std::string vfs{};  // as in SqliteDatabase::Open
  std::span<const char* const> schema_steps = SchemaSteps();
  // Pages in the write-ahead log from which on it is moved into the file: 4 MB.
  int log_pages_max = 1000;
  // Between two openings of a file that goes on failing, at least: doubles.
  absl::Duration reopen_pause_min = absl::Milliseconds(100);
  absl::Duration reopen_pause_max = absl::Seconds(10);
};

// Why no ledger can stand there: its folder is missing or may not be written, or something that is
// no file stands in its place.
absl::Status CheckPlace(const std::string& file);

// FailedPreconditionError: the file is missing or empty, and its log is there.
absl::Status CheckNoLogAlone(const std::string& file);

// Why a file that exists could not be opened, as far as it can be told from it alone: while nobody
// has it open, and without changing it.
absl::Status LookAtLedgerFile(const LedgerFileOptions& options,
                              const std::optional<LedgerMemory>& memory);

// Makes the file where it is missing: empty, for its owner alone (mode 0600), in its folder for
// good.
absl::Status MakeMissingLedgerFile(const std::string& file);

// Opens a file that exists, and makes it a ledger where it is empty. The connection holds the file
// alone, keeps a write-ahead log and waits for the disk with every commit. Fails, with the reason:
// another process has it open; it is corrupt, another program's, or of a newer version; it cannot
// be read and written; it is another ledger than `memory` or the options say, or not as far. Then
// it is as it was.
absl::StatusOr<SqliteDatabase> OpenLedgerFile(const LedgerFileOptions& options,
                                              const std::optional<LedgerMemory>& memory = {});

// Which ledger an open file holds. All of it is in the file.
absl::StatusOr<LedgerMemory> ReadLedger(SqliteDatabase& database);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_LEDGER_FILE_H_
