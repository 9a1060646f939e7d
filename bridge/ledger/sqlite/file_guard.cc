#include "bridge/ledger/sqlite/file_guard.h"

#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {
namespace {

// As the format of a write-ahead log has them. What stands before a frame's page holds a checksum
// over all frames before it.
constexpr off_t kLogHeaderBytes = 32;
constexpr off_t kFrameHeaderBytes = 24;

absl::StatusOr<std::string> RealPath(const std::string& file) {
  std::error_code error;
  const std::filesystem::path path = std::filesystem::weakly_canonical(file, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot be found: ", error.message()));
  return path.string();
}

// Whether a ledger is to be made there.
absl::StatusOr<bool> IsBlank(const std::string& file) {
  struct stat found = {};
  if (stat(file.c_str(), &found) != 0) return true;
  // By another name it would have another log and another lock.
  if (S_ISREG(found.st_mode) && found.st_nlink > 1) {
    return absl::FailedPreconditionError("has several names: hard links");
  }
  return found.st_size == 0;
}

absl::Status CheckMayBeMade(const LedgerFileOptions& options,
                            const std::optional<LedgerMemory>& memory) {
  constexpr char kIsNone[] = "holds no ledger, and ";
  if (!options.identity.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(kIsNone, "ours is ", options.identity));
  }
  if (!memory) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(kIsNone, "its lock file (-lock) remembers ", memory->identity));
}

}  // namespace

absl::StatusOr<FileGuard> FileGuard::Make(const LedgerFileOptions& options) {
  absl::StatusOr<std::string> file = RealPath(options.file);
  if (!file.ok()) return file.status();
  absl::StatusOr<LockFile> lock = LockFile::Make(*file + "-lock");
  if (!lock.ok()) return lock.status();
  const absl::StatusOr<bool> blank = IsBlank(*file);
  if (!blank.ok()) return blank.status();
  if (options.making == LedgerMaking::kAnew) {
    if (!*blank) return absl::FailedPreconditionError("there is a ledger already");
    if (absl::Status status = lock->Forget(); !status.ok()) return status;
  }
  absl::StatusOr<std::optional<LedgerMemory>> memory = lock->Read();
  if (!memory.ok()) return memory.status();
  if (*blank) {
    absl::Status status = CheckMayBeMade(options, *memory);
    if (status.ok()) status = MakeMissingLedgerFile(*file);
    if (!status.ok()) return status;
  }
  absl::StatusOr<WatchedFile> main = WatchedFile::Open("the file", *file);
  if (!main.ok()) return main.status();
  return FileGuard(*std::move(file), *std::move(lock), *std::move(memory), *std::move(main));
}

absl::Status FileGuard::LookAt(const LedgerFileOptions& options) {
  absl::StatusOr<std::string> file = RealPath(options.file);
  if (!file.ok()) return file.status();
  if (absl::Status status = CheckPlace(*file); !status.ok()) return status;
  const absl::StatusOr<LockFile::Look> lock = LockFile::LookAt(*file + "-lock");
  if (!lock.ok() || lock->held) return lock.status();
  const absl::StatusOr<bool> blank = IsBlank(*file);
  if (!blank.ok()) return blank.status();
  LedgerFileOptions real = options;
  real.file = *std::move(file);
  if (!*blank) return LookAtLedgerFile(real, lock->memory);
  absl::Status status = CheckMayBeMade(options, lock->memory);
  return status.ok() ? CheckNoLogAlone(real.file) : status;
}

absl::Status FileGuard::Opened(SqliteDatabase& database, LedgerMemory memory) {
  const auto page_size = database.ReadNumber("PRAGMA page_size");
  if (!page_size.ok()) return page_size.status();
  const auto page = database.ReadNumber("SELECT rootpage FROM sqlite_schema WHERE name = 'ledger'");
  if (!page.ok()) return page.status();
  page_size_ = *page_size;
  mark_page_ = *page - 1;
  memory_ = std::move(memory);
  absl::StatusOr<WatchedFile> log = WatchedFile::Open("its write-ahead log (-wal)", file_ + "-wal");
  if (!log.ok()) return log.status();
  log_.emplace(*std::move(log));
  absl::Status status = Checkpointed();
  return status.ok() ? lock_.Sync() : status;
}

absl::Status FileGuard::Committed(const SqliteDatabase& database) {
  ++memory_->commits;
  absl::Status status = Check();
  // What the lock file cannot take, a later start does not know.
  if (status.ok()) lock_.Write(*memory_).IgnoreError();
  if (!status.ok() || database.log_pages() == 0) return status;
  const off_t last_frame =
      kLogHeaderBytes + (database.log_pages() - 1) * (kFrameHeaderBytes + page_size_);
  return log_->Remember({{0, kLogHeaderBytes}, {last_frame, kFrameHeaderBytes}});
}

absl::Status FileGuard::Checkpointed() {
  memory_->in_file = memory_->commits;
  absl::Status status =
      main_.Remember({{mark_page_ * page_size_, static_cast<size_t>(page_size_)}});
  if (status.ok()) status = log_->Remember({});
  return status.ok() ? lock_.Write(*memory_) : status;
}

void FileGuard::DoubtLog() {
  if (log_) log_->Remember({}).IgnoreError();
}

void FileGuard::Doubt() {
  DoubtLog();
  main_.Remember({}).IgnoreError();
}

absl::Status FileGuard::Check() const {
  absl::Status status = main_.Check();
  if (status.ok() && log_) status = log_->Check();
  return status.ok() ? lock_.Check() : status;
}

bool FileGuard::MayEmptyLog() const {
  return log_ && main_.Check().ok() && log_->CheckContent().ok();
}

}  // namespace imageco::bridge::ledger
