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
  std::error_code error;
  return std::filesystem::absolute(file, error).parent_path().string();
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

// Whether there are bytes in it.
bool HasBytes(const std::string& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  return !error && size > 0;
}

absl::Status IsAnother(const std::string& found, const std::string& wanted) {
  return absl::FailedPreconditionError(
      absl::StrCat("is another ledger, ", found, ", and ours is ", wanted));
}

absl::Status IsNotAsFar(int64_t found, int64_t wanted) {
  return absl::FailedPreconditionError(absl::StrCat(
      "has lost what was recorded: it is as of commit ", found, ", and had come to ", wanted));
}

// The file without its log: an older one may stand in its place, and the log on top of it hides
// that. What cannot be read may be a page that a crash cut off, which the log mends. Nobody of this
// process may have it open, since closing it drops their locks.
absl::Status CheckAlone(const LedgerFileOptions& options, const LedgerMemory& memory) {
  absl::StatusOr<SqliteDatabase> alone = SqliteDatabase::OpenAlone(options.file);
  if (!alone.ok()) return absl::OkStatus();
  const absl::StatusOr<int64_t> tables =
      alone->ReadNumber("SELECT count(*) FROM sqlite_schema WHERE name = 'ledger'");
  if (!tables.ok()) return absl::OkStatus();
  if (*tables == 0) return IsAnother("of no identity", memory.identity);
  const absl::StatusOr<LedgerMemory> found = ReadLedger(*alone);
  if (!found.ok()) return absl::OkStatus();
  if (found->identity != memory.identity) return IsAnother(found->identity, memory.identity);
  if (found->commits < memory.in_file) return IsNotAsFar(found->commits, memory.in_file);
  return absl::OkStatus();
}

absl::Status CheckLedger(SqliteDatabase& database, const LedgerFileOptions& options,
                         const std::optional<LedgerMemory>& memory) {
  if (options.identity.empty() && !memory) return absl::OkStatus();
  const absl::StatusOr<LedgerMemory> found = ReadLedger(database);
  if (!found.ok()) return found.status();
  if (!options.identity.empty() && found->identity != options.identity) {
    return IsAnother(found->identity, options.identity);
  }
  if (!memory) return absl::OkStatus();
  if (found->identity != memory->identity) return IsAnother(found->identity, memory->identity);
  if (found->commits < memory->commits) return IsNotAsFar(found->commits, memory->commits);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<LedgerMemory> ReadLedger(SqliteDatabase& database) {
  const absl::StatusOr<std::string> identity = database.ReadText("SELECT identity FROM ledger");
  if (!identity.ok()) return identity.status();
  const absl::StatusOr<int64_t> commits = database.ReadNumber("SELECT commits FROM ledger");
  if (!commits.ok()) return commits.status();
  return LedgerMemory{.identity = *identity, .commits = *commits, .in_file = *commits};
}

// SQLite would take an old log for that of the new file, or remove it.
absl::Status CheckNoLogAlone(const std::string& file) {
  if (HasBytes(file) || !HasBytes(file + "-wal")) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "is missing or empty, and its write-ahead log (-wal) is there");
}

// SQLite would make it readable for others. Never opens a file that is there: closing it would drop
// the locks of a connection that this process has to it.
absl::Status MakeMissingLedgerFile(const std::string& file) {
  if (absl::Status status = CheckNoLogAlone(file); !status.ok()) return status;
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return errno == EEXIST ? absl::OkStatus() : SystemFault("cannot be made");
  close(fd);
  return SyncFolder(FolderOf(file));
}

absl::Status CheckPlace(const std::string& file) {
  std::error_code error;
  const std::string folder = FolderOf(file);
  if (!std::filesystem::is_directory(folder, error)) {
    return absl::NotFoundError(absl::StrCat("there is no folder ", folder));
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) return SystemFault("its folder may not be written");
  if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error)) {
    return absl::FailedPreconditionError("is not a file");
  }
  if (std::filesystem::exists(file, error) && access(file.c_str(), R_OK | W_OK) != 0) {
    return SystemFault("may not be read and written");
  }
  return absl::OkStatus();
}

// With a log, the file alone says less.
absl::Status LookAtLedgerFile(const LedgerFileOptions& options,
                              const std::optional<LedgerMemory>& memory) {
  absl::Status status = memory ? CheckAlone(options, *memory) : absl::OkStatus();
  if (!status.ok() || HasBytes(options.file + "-wal")) return status;
  absl::StatusOr<SqliteDatabase> alone = SqliteDatabase::OpenAlone(options.file);
  if (!alone.ok()) return alone.status();
  status = CheckSchema(*alone, options.schema_steps);
  return status.ok() ? CheckLedger(*alone, options, memory) : status;
}

absl::StatusOr<SqliteDatabase> OpenLedgerFile(const LedgerFileOptions& options,
                                              const std::optional<LedgerMemory>& memory) {
  if (memory) {
    if (absl::Status status = CheckAlone(options, *memory); !status.ok()) return status;
  }
  absl::StatusOr<SqliteDatabase> database = SqliteDatabase::Open(options.file, options.vfs);
  if (!database.ok()) return database.status();
  database->KeepLogOnClose(true);
  absl::Status status = database->Execute(kSettings);
  if (status.ok()) status = CheckSchema(*database, options.schema_steps);
  if (status.ok()) status = UseLog(*database);
  if (status.ok()) status = CheckPages(*database);
  if (status.ok()) status = CheckLedger(*database, options, memory);
  if (status.ok()) status = Migrate(*database, options.schema_steps);
  // What was found in the log is in the file from here on, whatever had become of the log.
  if (status.ok()) status = database->Checkpoint(/*truncate=*/true);
  if (!status.ok()) return status;
  database->KeepLogOnClose(false);
  database->TakeOverCheckpoints();
  return database;
}

}  // namespace imageco::bridge::ledger
