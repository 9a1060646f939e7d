#ifndef IMAGECO_TESTS_INTEGRATION_LEDGER_KIND_H_
#define IMAGECO_TESTS_INTEGRATION_LEDGER_KIND_H_

#include <array>
#include <filesystem>
#include <string>

#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::integration {

enum class LedgerKind { kMemory, kSqlite, kPostgres };

// Those that outlive a process.
inline constexpr std::array<LedgerKind, 2> kLedgerKinds = {LedgerKind::kSqlite,
                                                           LedgerKind::kPostgres};

// For names of tests.
std::string ToText(LedgerKind kind);

// Configures `config` to keep its ledger in one of that kind that is empty yet: a file in `folder`,
// or a database of its own on a server that lives as long as this process. For the latter the
// merchants' timeouts become short, since a lease is longer than these.
void UseLedger(LedgerKind kind, const std::filesystem::path& folder,
               bridge::config::v1::BridgeConfig& config);

// The database that it gave.
std::string DatabaseOf(const bridge::config::v1::BridgeConfig& config);

}  // namespace imageco::integration

#endif  // IMAGECO_TESTS_INTEGRATION_LEDGER_KIND_H_
