#include "server/ledgers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/ledger/memory_ledger.h"
#include "bridge/ledger/postgres/pg_conninfo.h"
#include "bridge/ledger/postgres/pg_database.h"
#include "bridge/ledger/postgres/pg_ledger.h"
#include "bridge/ledger/postgres/pg_rate.h"
#include "bridge/ledger/retrying_ledger.h"
#include "bridge/ledger/sqlite/file_guard.h"
#include "bridge/ledger/sqlite/ledger_file.h"
#include "bridge/ledger/sqlite/sqlite_ledger.h"
#include "server/config/config_file.h"
#include "server/config/set_if_given.h"
#include "server/send_time.h"

namespace imageco::server {
namespace {

namespace config = bridge::config::v1;
using bridge::admission::AdmissionOptions;
using bridge::ledger::CommitObserver;
using bridge::ledger::LedgerMaking;
using bridge::ledger::MemoryLedger;
using bridge::ledger::MemoryLedgerOptions;
using bridge::ledger::PgConninfo;
using bridge::ledger::PgDatabase;
using bridge::ledger::PgDatabaseOptions;
using bridge::ledger::PgLedger;
using bridge::ledger::PgLedgerOptions;
using bridge::ledger::PgMaking;
using bridge::ledger::PgRate;
using bridge::ledger::RetryingLedger;
using bridge::ledger::SqliteLedger;
using bridge::ledger::SqliteLedgerOptions;

std::unique_ptr<MemoryLedger> MakeMemoryLedger(const config::MemoryLedgerConfig& memory,
                                               bridge::base::EpollLoop& loop) {
  MemoryLedgerOptions options;
  if (memory.records_max() != 0) options.records_max = memory.records_max();
  SetIfGiven(memory.has_retention(), memory.retention(), options.retention);
  return std::make_unique<MemoryLedger>(loop, options);
}

std::string FileOf(const config::SqliteLedgerConfig& sqlite) {
  return sqlite.file().empty() ? kDefaultLedgerFile : sqlite.file();
}

SqliteLedgerOptions ToSqliteOptions(const config::LedgerConfig& ledger) {
  SqliteLedgerOptions options;
  options.file.file = FileOf(ledger.sqlite());
  options.file.identity = ledger.identity();
  SetIfGiven(ledger.sqlite().has_retention(), ledger.sqlite().retention(), options.retention);
  return options;
}

PgDatabaseOptions ToDatabaseOptions(const config::LedgerConfig& ledger) {
  PgDatabaseOptions options;
  options.conninfo = ledger.postgres().conninfo();
  options.password_file = ledger.postgres().password_file();
  options.identity = ledger.identity();
  return options;
}

// The fault of a ledger's file, as it is told.
std::string FileFault(const config::SqliteLedgerConfig& sqlite, const absl::Status& fault) {
  return absl::StrCat("ledger.sqlite.file: ", FileOf(sqlite), ": ", fault.message());
}

absl::StatusOr<std::unique_ptr<SqliteLedger>> OpenSqlite(const config::LedgerConfig& config,
                                                         SqliteLedgerOptions options,
                                                         bridge::base::EpollLoop& loop) {
  auto ledger = SqliteLedger::Make(loop, std::move(options));
  if (ledger.ok()) return ledger;
  return absl::Status(ledger.status().code(), FileFault(config.sqlite(), ledger.status()));
}

absl::StatusOr<OpenedLedger> OpenSqliteLedger(const config::LedgerConfig& config,
                                              bridge::base::EpollLoop& loop,
                                              CommitObserver observe) {
  SqliteLedgerOptions options = ToSqliteOptions(config);
  options.observe = std::move(observe);
  auto ledger = OpenSqlite(config, std::move(options), loop);
  if (!ledger.ok()) return ledger.status();
  return OpenedLedger{.ledger = std::make_unique<RetryingLedger>(loop, *std::move(ledger))};
}

// A second for clocks that do not run equally fast.
absl::Duration ToSendMargin(absl::Duration send_time_max) {
  return send_time_max + absl::Seconds(1);
}

PgLedgerOptions ToOptions(const config::BridgeConfig& config) {
  const config::PostgresLedgerConfig& postgres = config.ledger().postgres();
  PgLedgerOptions options;
  options.send_margin = ToSendMargin(SendTimeMax(config));
  SetIfGiven(postgres.has_lease(), postgres.lease(), options.lease);
  SetIfGiven(postgres.has_retention(), postgres.retention(), options.retention);
  return options;
}

void CheckPostgresLedger(const config::BridgeConfig& config, std::vector<std::string>& faults) {
  const config::PostgresLedgerConfig& postgres = config.ledger().postgres();
  if (postgres.conninfo().empty()) {
    faults.emplace_back("ledger.postgres.conninfo: is missing");
  } else if (const auto conninfo = PgConninfo::Make(postgres.conninfo(), postgres.password_file());
             !conninfo.ok()) {
    faults.push_back(absl::StrCat("ledger.postgres.", conninfo.status().message()));
  }
  const absl::Duration lease_min = SendTimeMax(config) + absl::Seconds(5);
  if (ToOptions(config).lease < lease_min) {
    faults.push_back(absl::StrCat("ledger.postgres.lease: is shorter than ",
                                  absl::FormatDuration(lease_min),
                                  ", which a send and its record may take"));
  }
}

RateMaker SharedRates(PgDatabase& database) {
  return [&database](
             const std::string& isspid,
             const AdmissionOptions& options) -> std::unique_ptr<bridge::admission::RateSource> {
    if (options.rate_per_second <= 0) return nullptr;
    return std::make_unique<PgRate>(
        database, bridge::ledger::PgRateOptions{.isspid = isspid,
                                                .rate_per_second = options.rate_per_second,
                                                .burst = options.burst_tokens()});
  };
}

absl::StatusOr<std::unique_ptr<PgDatabase>> OpenDatabase(PgDatabaseOptions options,
                                                         bridge::base::EpollLoop& loop) {
  auto database = PgDatabase::Make(loop, std::move(options));
  if (database.ok()) return database;
  return absl::Status(database.status().code(),
                      absl::StrCat("ledger.postgres: ", database.status().message()));
}

absl::StatusOr<OpenedLedger> OpenPostgresLedger(const config::BridgeConfig& config,
                                                bridge::base::EpollLoop& loop,
                                                CommitObserver observe) {
  PgDatabaseOptions options = ToDatabaseOptions(config.ledger());
  options.observe = std::move(observe);
  auto database = OpenDatabase(std::move(options), loop);
  if (!database.ok()) return database.status();
  RateMaker make_rate = SharedRates(**database);
  auto ledger = PgLedger::Make(*std::move(database), ToOptions(config));
  if (!ledger.ok()) return ledger.status();
  PgLedger& opened = **ledger;
  return OpenedLedger{.ledger = std::make_unique<RetryingLedger>(loop, *std::move(ledger)),
                      .make_rate = std::move(make_rate),
                      .set_send_time_max = [&opened](absl::Duration time_max) {
                        opened.RaiseSendMargin(ToSendMargin(time_max));
                      }};
}

}  // namespace

void CheckLedger(const config::BridgeConfig& config, std::vector<std::string>& faults) {
  if (config.ledger().has_memory()) return;
  if (config.ledger().has_postgres()) return CheckPostgresLedger(config, faults);
  const config::SqliteLedgerConfig& sqlite = config.ledger().sqlite();
  const absl::Status status =
      bridge::ledger::FileGuard::LookAt(ToSqliteOptions(config.ledger()).file);
  if (!status.ok()) faults.push_back(FileFault(sqlite, status));
}

absl::StatusOr<OpenedLedger> OpenLedger(const config::BridgeConfig& config,
                                        bridge::base::EpollLoop& loop, CommitObserver observe) {
  const config::LedgerConfig& ledger = config.ledger();
  if (ledger.has_memory()) return OpenedLedger{.ledger = MakeMemoryLedger(ledger.memory(), loop)};
  return ledger.has_postgres() ? OpenPostgresLedger(config, loop, std::move(observe))
                               : OpenSqliteLedger(ledger, loop, std::move(observe));
}

absl::StatusOr<std::string> MakeLedger(const config::BridgeConfig& config) {
  const config::LedgerConfig& ledger = config.ledger();
  if (ledger.has_memory()) {
    return absl::InvalidArgumentError("ledger.memory: is made at each start");
  }
  if (!ledger.identity().empty()) {
    return absl::InvalidArgumentError(
        "ledger.identity: a ledger that is made has another; leave it empty for that");
  }
  bridge::base::EpollLoop loop;
  if (!loop.status().ok()) return loop.status();
  if (!ledger.has_postgres()) {
    SqliteLedgerOptions options = ToSqliteOptions(ledger);
    options.file.making = LedgerMaking::kAnew;
    const auto made = OpenSqlite(ledger, std::move(options), loop);
    if (!made.ok()) return made.status();
    return (*made)->identity();
  }
  PgDatabaseOptions options = ToDatabaseOptions(ledger);
  options.making = PgMaking::kAnew;
  options.connections = 1;
  const auto made = OpenDatabase(std::move(options), loop);
  if (!made.ok()) return made.status();
  if ((*made)->ready()) return (*made)->identity();
  return absl::UnavailableError("ledger.postgres: the database is not there");
}

}  // namespace imageco::server
