#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_IDENTITY_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_IDENTITY_H_

#include <string>

#include "absl/status/statusor.h"
#include "bridge/base/task.h"
#include "bridge/ledger/postgres/pg_connection.h"

// Which ledger a database holds, for a connection that is being set up. Whoever looks into an empty
// ledger sends again: so a ledger is made once, and known by an identity from then on.
// DataLossErrors: the database is there, and is not the ledger that is wanted; fit for callers.
// FailedPreconditionErrors and UnavailableErrors are as in pg_schema.h.
namespace imageco::bridge::ledger {

// How a ledger is found that this process does not know yet.
enum class PgMaking {
  kWhereBlank,  // it is made where there are no tables, and no process has missed another there
  kAnew,        // it is made, whoever missed one there: by an operator's word; it must not be there
};

struct PgFoundLedger {
  std::string identity;
  bool is_new = false;  // it was made just now, by this connection
};

// Finds the ledger of the database, or makes it; moves it on to this program's version.
base::Task<absl::StatusOr<PgFoundLedger>> FindOrMakePgLedger(PgConnection& connection,
                                                             PgMaking making);

// Finds the ledger of this identity and makes nothing, but a mark in a database that is blank: this
// one is missed here, for replicas that start and do not know it.
base::Task<absl::StatusOr<PgFoundLedger>> FindPgLedger(PgConnection& connection,
                                                       std::string identity);

// "complaints on 10.0.0.5:5432", for the log; empty where the database does not say.
base::Task<std::string> NamePgDatabase(PgConnection& connection);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_IDENTITY_H_
