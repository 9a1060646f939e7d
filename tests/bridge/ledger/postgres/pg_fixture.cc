#include "tests/bridge/ledger/postgres/pg_fixture.h"

#include <chrono>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {

PgWorld::PgWorld()
    : database_(PgServer::Get().MakeDatabase()), now_(absl::FromUnixSeconds(1'500'000'000)) {
  Sql("CREATE TABLE test_clock (time timestamptz NOT NULL);"
      "INSERT INTO test_clock VALUES (to_timestamp(1500000000))");
  database_options.conninfo = PgServer::Get().Conninfo(database_);
  database_options.connections = 2;
  // Not by themselves, unless a test wants that.
  ledger_options.sweep_interval = ledger_options.purge_interval = absl::Hours(1);
  ledger_options.clock = "(SELECT time FROM test_clock)";
}

absl::StatusOr<std::unique_ptr<PgLedger>> PgWorld::TryMake() {
  auto database = PgDatabase::Make(loop, database_options);
  if (!database.ok()) return database.status();
  return PgLedger::Make(*std::move(database), ledger_options);
}

std::unique_ptr<PgLedger> PgWorld::Make() {
  auto made = TryMake();
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? *std::move(made) : nullptr;
}

void PgWorld::RunUntil(absl::FunctionRef<bool()> done) {
  // Only so that a test that hangs tells where.
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!done()) {
    ASSERT_LT(std::chrono::steady_clock::now(), limit) << "it does not come";
    loop.RunAfter(absl::Milliseconds(1), [this] { loop.Stop(); });
    loop.Run();
  }
}

void PgWorld::Advance(absl::Duration duration) {
  now_ += duration;
  Sql(absl::StrCat("UPDATE test_clock SET time = time + INTERVAL '",
                   absl::ToInt64Milliseconds(duration), " milliseconds'"));
}

}  // namespace imageco::bridge::ledger
