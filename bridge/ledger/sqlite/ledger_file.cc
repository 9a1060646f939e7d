#include "bridge/ledger/sqlite/ledger_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {
namespace {

// What a connection is told before it first looks into the file. In this order: only a lock that is
// exclusive before the log is first used keeps the log's index out of a shared file.
constexpr char kSettings[] = R"sql(
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA synchronous = FULL;
PRAGMA cell_size_check = ON;
PRAGMA trusted_schema = OFF;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -32768;
)sql";

absl::Status SystemFault(const char* what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

std::string FolderOf(const std::string& file) {
  return std::filesystem::absolute(file).parent_path().string();
}

// Makes a new name in a folder outlive a crash of the machine.
absl::Status SyncFolder(const std::string& folder) {
  const int fd = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return SystemFault("its folder cannot be opened");
  absl::Status status = fsync(fd) == 0 ? absl::OkStatus() : SystemFault("its folder: fsync failed");
  close(fd);
  return status;
}

absl::Status UseLog(SqliteDatabase& database) {
  const absl::StatusOr<std::string> mode = database.ReadText("PRAGMA journal_mode = WAL");
  if (!mode.ok()) return mode.status();
  if (*mode == "wal") return absl::OkStatus();
  return absl::UnavailableError("does not take a write-ahead log");
}

absl::Status CheckPages(SqliteDatabase& database) {
  const absl::StatusOr<std::string> verdict = database.ReadText("PRAGMA quick_check(1)");
  if (!verdict.ok()) return verdict.status();
  if (*verdict == "ok") return absl::OkStatus();
  return absl::UnavailableError("the file is corrupt");
}

bool Exists(const std::string& file) { return access(file.c_str(), F_OK) == 0; }

}  // namespace

// SQLite would make it readable for others. Never opens a file that is there: closing it would drop
// the locks of a connection that this process has to it.
absl::Status MakeMissingLedgerFile(const std::string& file) {
  // SQLite would take an old log for that of the new file, or remove it.
  if (!Exists(file) && Exists(file + "-wal")) {
    return absl::FailedPreconditionError("is missing, and its write-ahead log (-wal) is there");
  }
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return errno == EEXIST ? absl::OkStatus() : SystemFault("cannot be made");
  close(fd);
  return SyncFolder(FolderOf(file));
}

absl::Status CheckLedgerFile(const std::string& file) {
  std::error_code error;
  const std::string folder = FolderOf(file);
  if (!std::filesystem::is_directory(folder, error)) {
    return absl::NotFoundError(absl::StrCat("there is no folder ", folder));
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) return SystemFault("its folder may not be written");
  if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error)) {
    return absl::FailedPreconditionError("is not a file");
  }
  return absl::OkStatus();
}

absl::StatusOr<SqliteDatabase> OpenLedgerFile(const LedgerFileOptions& options) {
  absl::StatusOr<SqliteDatabase> database = SqliteDatabase::Open(options.file, options.vfs);
  if (!database.ok()) return database.status();
  database->KeepLogOnClose(true);
  absl::Status status = database->Execute(kSettings);
  if (status.ok()) status = CheckSchema(*database, options.schema_steps);
  if (status.ok()) status = UseLog(*database);
  if (status.ok()) status = CheckPages(*database);
  if (status.ok()) status = Migrate(*database, options.schema_steps);
  // What was found in the log is in the file from here on, whatever had become of the log.
  if (status.ok()) status = database->Checkpoint(/*truncate=*/true);
  if (!status.ok()) return status;
  database->KeepLogOnClose(false);
  database->TakeOverCheckpoints();
  return database;
}

}  // namespace imageco::bridge::ledger
