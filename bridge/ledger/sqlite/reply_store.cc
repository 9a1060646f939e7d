#include "bridge/ledger/sqlite/reply_store.h"

#include <string_view>
#include <utility>

#include "bridge/base/log.h"

namespace imageco::bridge::ledger {
namespace {

using base::Log;
using base::Severity;

absl::Status ToUnavailable(const absl::Status& fault) {
  return absl::UnavailableError(fault.message());
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReplyStore>> ReplyStore::Open(LedgerFileOptions options,
                                                             absl::Time now) {
  absl::StatusOr<FileGuard> guard = FileGuard::Make(options.file);
  if (!guard.ok()) return guard.status();
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
    Log(Severity::kWarning, "replies were being sent when the bridge ended: they are unknown",
        {{"replies", claims}});
  }
  return store;
}

absl::Status ReplyStore::OpenFile() {
  absl::StatusOr<SqliteDatabase> database = OpenLedgerFile(options_);
  if (!database.ok()) return database.status();
  database_.emplace(*std::move(database));
  absl::StatusOr<ReplyTable> table = ReplyTable::Make(*database_);
  if (!table.ok()) return table.status();
  table_.emplace(*std::move(table));
  return absl::OkStatus();
}

// An empty file would be taken for a new ledger, and every reply for one that was never sent.
absl::Status ReplyStore::Reopen() {
  absl::Status status = guard_.Check();
  if (status.ok()) status = OpenFile();
  return status.ok() ? WithdrawDoubtful() : status;
}

template <typename Work>
absl::Status ReplyStore::InTransaction(Work work) {
  const int64_t changes = database_->total_changes();
  absl::Status status = database_->Execute("BEGIN");
  if (status.ok()) status = work(*table_);
  if (status.ok()) status = database_->Execute("COMMIT");
  if (status.ok() && database_->total_changes() != changes) ++commits_;
  if (!status.ok()) Recover(status);
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

void ReplyStore::Recover(const absl::Status& fault) {
  std::vector<Cursor> claims = table_->TakeClaims();
  const bool rolled_back = !database_->in_transaction() || database_->Execute("ROLLBACK").ok();
  // What did not fit is not there.
  if (absl::IsResourceExhausted(fault) && rolled_back) return;
  doubtful_.insert(doubtful_.end(), claims.begin(), claims.end());
  Abandon();
}

void ReplyStore::Abandon() {
  // After a failed fsync the system may show pages in the log that the disk never got, and may
  // call the next fsync of them a success. This connection knows where its last good commit ends:
  // emptying the log through it, where that works, leaves nothing that a new one could take for a
  // commit. The new connection looks at everything afresh all the same.
  database_->Checkpoint(/*truncate=*/true).IgnoreError();
  database_->KeepLogOnClose(true);
  table_.reset();
  database_.reset();
}

void ReplyStore::CheckpointIfDue() {
  if (database_->log_pages() < options_.log_pages_max) return;
  const absl::Status status = database_->Checkpoint(/*truncate=*/false);
  if (status.ok()) return;
  LogChange(status);
  // What was committed is safe in the log, from which a new connection moves it once more.
  if (!absl::IsResourceExhausted(status)) Abandon();
}

void ReplyStore::Commit(const Batch& batch) {
  operations_ += batch.size();
  const uint64_t commits = commits_;
  absl::Status status = table_ ? absl::OkStatus() : Reopen();
  if (!status.ok()) {
    table_.reset();
    database_.reset();
  } else {
    status = RunBatch(batch);
  }
  // Reading shows nothing about a disk that is full.
  if (!status.ok() || commits_ != commits) LogChange(status);
  if (status.ok()) {
    table_->TakeClaims();
    CheckpointIfDue();
    return;
  }
  for (const auto& operation : batch) operation->Fail(ToUnavailable(status));
}

void ReplyStore::LogChange(const absl::Status& status) {
  const std::string fault(status.message());
  if (fault == last_fault_) return;
  last_fault_ = fault;
  if (status.ok()) return Log(Severity::kInfo, "the ledger's file works again");
  Log(Severity::kError, "the ledger's file failed", {{"reason", std::string_view(fault)}});
}

}  // namespace imageco::bridge::ledger
