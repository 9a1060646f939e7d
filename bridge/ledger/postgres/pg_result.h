#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_RESULT_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_RESULT_H_

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "bridge/ledger/postgres/pg_value.h"

namespace imageco::bridge::ledger {

struct PgClear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, PgClear>;

// Of an error or a notice, PG_DIAG_…; empty: it has no such field.
std::string PgField(const PGresult& result, int field);

PgRows ToPgRows(const PGresult& result);

// After such an error the server goes away.
bool IsPgFatal(const PGresult& error);

// That is how PostgreSQL says that it committed, and that no other server may know of it: the wait
// for synchronous replication was cancelled.
bool IsPgWarning(const PGresult& notice);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_RESULT_H_
