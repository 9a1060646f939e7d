#include "tests/bridge/ledger/sqlite/sqlite_ledger_fixture.h"

#include <filesystem>
#include <fstream>

#include "bridge/ledger/sqlite/reply_row.h"

namespace imageco::bridge::ledger {

absl::Status SqliteLedgerFixture::Open(SqliteLedgerOptions options) {
  auto ledger = SqliteLedger::Make(loop_, std::move(options));
  if (!ledger.ok()) return ledger.status();
  ledger_ = *std::move(ledger);
  return absl::OkStatus();
}

void SqliteLedgerFixture::MustOpen(SqliteLedgerOptions options) {
  const absl::Status opened = Open(std::move(options));
  ASSERT_TRUE(opened.ok()) << opened;
}

void SqliteLedgerFixture::MustClaim(const std::string& id) {
  const auto claimed = Claim(id);
  ASSERT_TRUE(claimed.ok()) << claimed.status();
  ASSERT_FALSE(claimed->before) << id << " was claimed before";
}

void SqliteLedgerFixture::MustSettle(const std::string& id, Ending ending) {
  const absl::Status settled = Settle(id, ending);
  ASSERT_TRUE(settled.ok()) << settled;
}

std::string SqliteLedgerFixture::StateIs(const std::string& id) {
  const std::optional<Record> record = Found(id);
  if (!record) return "none";
  return record->settlement ? StateOf(record->settlement->ending) : "claimed";
}

void SqliteLedgerFixture::CopyFileSet(const std::string& from, const std::string& to) {
  std::filesystem::remove(to + "-lock");
  for (const char* suffix : {"", "-wal"}) {
    std::filesystem::remove(to + suffix);
    if (!std::filesystem::exists(from + suffix)) continue;
    std::filesystem::copy_file(from + suffix, to + suffix);
  }
}

void SqliteLedgerFixture::Execute(const std::string& file, const std::string& sql) {
  if (!std::filesystem::exists(file)) std::ofstream{file};
  auto database = SqliteDatabase::Open(file, "");
  ASSERT_TRUE(database.ok()) << database.status();
  const absl::Status executed = database->Execute(sql);
  ASSERT_TRUE(executed.ok()) << executed;
}

}  // namespace imageco::bridge::ledger
