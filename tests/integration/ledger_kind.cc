#include "tests/integration/ledger_kind.h"

#include "tests/bridge/ledger/postgres/pg_server.h"

namespace imageco::integration {
namespace {

using bridge::config::v1::BridgeConfig;
using bridge::ledger::PgServer;

void UseSqlite(const std::filesystem::path& folder, BridgeConfig& config) {
  config.mutable_ledger()->mutable_sqlite()->set_file(folder / "replies.sqlite3");
}

void UsePostgres(BridgeConfig& config) {
  for (auto& merchant : *config.mutable_merchants()) {
    merchant.mutable_gateway()->mutable_connect_timeout()->set_seconds(1);
    merchant.mutable_gateway()->mutable_exchange_timeout()->set_seconds(1);
  }
  auto& server = PgServer::Get();
  auto& postgres = *config.mutable_ledger()->mutable_postgres();
  postgres.set_conninfo(server.Conninfo(server.MakeDatabase()));
  postgres.mutable_lease()->set_seconds(8);
}

}  // namespace

std::string ToText(LedgerKind kind) {
  switch (kind) {
    case LedgerKind::kMemory:
      return "Memory";
    case LedgerKind::kSqlite:
      return "Sqlite";
    case LedgerKind::kPostgres:
      return "Postgres";
  }
  return "";
}

std::string DatabaseOf(const BridgeConfig& config) {
  const std::string& conninfo = config.ledger().postgres().conninfo();
  return conninfo.substr(conninfo.rfind('=') + 1);
}

void UseLedger(LedgerKind kind, const std::filesystem::path& folder, BridgeConfig& config) {
  switch (kind) {
    case LedgerKind::kMemory:
      config.mutable_ledger()->mutable_memory();
      return;
    case LedgerKind::kSqlite:
      return UseSqlite(folder, config);
    case LedgerKind::kPostgres:
      return UsePostgres(config);
  }
}

}  // namespace imageco::integration
