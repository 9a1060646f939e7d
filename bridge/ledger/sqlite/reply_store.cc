#include "bridge/ledger/sqlite/reply_store.h"

#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "bridge/base/log.h"
#include "bridge/ledger/opened_log.h"

namespace imageco::bridge::ledger {
namespace {

using base::Audit;
using base::Log;
using base::Severity;

absl::Status ToUnavailable(const absl::Status& fault) {
  return absl::UnavailableError(fault.message());
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReplyStore>> ReplyStore::Open(LedgerFileOptions options,
                                                             absl::Time now) {
  absl::StatusOr<FileGuard> guard = FileGuard::Make(options);
  if (!guard.ok()) return guard.status();
  options.file = guard->file();
  const std::string file = options.file;
  std::error_code error;
  const bool is_new = std::filesystem::file_size(file, error) == 0;
  std::unique_ptr<ReplyStore> store(new ReplyStore(std::move(options), *std::move(guard)));
  if (absl::Status status = store->OpenFile(); !status.ok()) return status;
  int64_t claims = 0;
  absl::Status status = store->InTransaction([&](ReplyTable& table) {
    const absl::StatusOr<int64_t> ended = table.EndClaims(now);
    claims = ended.value_or(0);
    return ended.status();
  });
  if (!status.ok()) return status;
  if (claims > 0) {
    Audit(Severity::kWarning, "replies were being sent when the bridge ended: they are unknown",
          {{"replies", claims}});
  }
  LogOpened({.kind = "sqlite", .place = file, .identity = store->identity(), .is_new = is_new});
  return store;
}

// What others put in place of our log is not SQLite's to remove, nor to be moved into the file.
ReplyStore::~ReplyStore() {
  if (database_ && !guard_.Check().ok()) database_->KeepLogOnClose(true);
}

absl::Status ReplyStore::OpenFile() {
  absl::StatusOr<SqliteDatabase> database = OpenLedgerFile(options_, guard_.memory());
  if (!database.ok()) return database.status();
  absl::StatusOr<LedgerMemory> ledger = ReadLedger(*database);
  if (!ledger.ok()) return ledger.status();
  database_.emplace(*std::move(database));
  if (absl::Status status = guard_.Opened(*database_, *std::move(ledger)); !status.ok()) {
    return status;
  }
  absl::StatusOr<ReplyTable> table = ReplyTable::Make(*database_);
  if (!table.ok()) return table.status();
  table_.emplace(*std::move(table));
  return absl::OkStatus();
}

// An empty file would be taken for a new ledger, and every reply for one that was never sent.
absl::Status ReplyStore::Reopen() {
  if (absl::Status status = guard_.Check(); !status.ok()) return status;
  if (!reopen_pause_.IsOver()) return absl::UnavailableError(last_fault_);
  reopen_pause_.Begin();
  absl::Status status = OpenFile();
  reopen_pause_.End();
  if (status.ok()) return status;
  table_.reset();
  database_.reset();
  guard_.Closed();
  return status;
}

// Commits whose log was taken away are in our connection yet: they go into the file, for whoever
// starts on it next.
absl::Status ReplyStore::CheckFiles() {
  absl::Status status = guard_.Check();
  if (!status.ok() && database_->log_pages() > 0 && guard_.MayEmptyLog() &&
      database_->Checkpoint(/*truncate=*/true).ok()) {
    guard_.Checkpointed().IgnoreError();
  }
  return status;
}

template <typename Work>
absl::Status ReplyStore::InTransaction(Work work) {
  const int64_t changes = database_->total_changes();
  absl::Status status = database_->Execute("BEGIN");
  if (status.ok()) status = work(*table_);
  const bool changed = status.ok() && database_->total_changes() != changes;
  if (changed) status = table_->CountCommit();
  if (status.ok()) status = database_->Execute("COMMIT");
  if (!status.ok()) {
    Recover(status);
  } else if (changed) {
    ++commits_;
    status = guard_.Committed(*database_);
    if (!status.ok()) DoubtClaims();
  }
  return status;
}

absl::Status ReplyStore::WithdrawDoubtful() {
  if (doubtful_.empty()) return absl::OkStatus();
  const std::vector<Cursor> claims = doubtful_;
  absl::Status status = InTransaction([&claims](ReplyTable& table) {
    for (const Cursor& claim : claims) {
      if (absl::Status withdrawn = table.Withdraw(claim); !withdrawn.ok()) return withdrawn;
    }
    return absl::OkStatus();
  });
  if (status.ok()) doubtful_.clear();
  return status;
}

absl::Status ReplyStore::RunBatch(const Batch& batch) {
  return InTransaction([&batch](ReplyTable& table) {
    for (const auto& operation : batch) {
      if (absl::Status status = operation->Run(table); !status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

void ReplyStore::DoubtClaims() {
  const std::vector<Cursor> claims = table_->TakeClaims();
  doubtful_.insert(doubtful_.end(), claims.begin(), claims.end());
}

void ReplyStore::Recover(const absl::Status& fault) {
  guard_.DoubtLog();
  const bool rolled_back = !database_->in_transaction() || database_->Execute("ROLLBACK").ok();
  // What did not fit is not there.
  if (absl::IsResourceExhausted(fault) && rolled_back) {
    table_->TakeClaims();
    return;
  }
  DoubtClaims();
  Abandon();
}

void ReplyStore::Abandon() {
  // After a failed fsync the system may show pages in the log that the disk never got, and may
  // call the next fsync of them a success. This connection knows where its last good commit ends:
  // emptying the log through it, where that works, leaves nothing that a new one could take for a
  // commit. The new connection looks at everything afresh all the same. Of files that others were
  // at, not even that connection knows anything.
  if (guard_.Check().ok()) database_->Checkpoint(/*truncate=*/true).IgnoreError();
  guard_.Doubt();
  database_->KeepLogOnClose(true);
  table_.reset();
  database_.reset();
  guard_.Closed();
}

void ReplyStore::CheckpointIfDue() {
  if (database_->log_pages() < options_.log_pages_max) return;
  absl::Status status = database_->Checkpoint(/*truncate=*/false);
  if (status.ok()) status = guard_.Checkpointed();
  if (status.ok()) return;
  LogChange(status);
  guard_.Doubt();
  // What was committed is safe in the log, from which a new connection moves it once more.
  if (!absl::IsResourceExhausted(status)) Abandon();
}

bool ReplyStore::Commit(const Batch& batch) {
  operations_ += batch.size();
  const uint64_t commits = commits_;
  absl::Status status = table_ ? CheckFiles() : Reopen();
  if (status.ok()) status = WithdrawDoubtful();
  if (status.ok()) status = RunBatch(batch);
  // Reading shows nothing about a disk that is full.
  if (!status.ok() || commits_ != commits) LogChange(status);
  if (status.ok()) {
    table_->TakeClaims();
    if (commits_ != commits) reopen_pause_.Reset();
    CheckpointIfDue();
    return true;
  }
  for (const auto& operation : batch) operation->Fail(ToUnavailable(status));
  return false;
}

void ReplyStore::LogChange(const absl::Status& status) {
  const std::string fault(status.message());
  if (fault == last_fault_) return;
  last_fault_ = fault;
  if (status.ok()) return Log(Severity::kInfo, "the ledger's file works again");
  Log(Severity::kError, "the ledger's file failed", {{"reason", std::string_view(fault)}});
}

}  // namespace imageco::bridge::ledger
