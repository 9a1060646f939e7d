#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNINFO_CHECK_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNINFO_CHECK_H_

#include <libpq-fe.h>

#include <string>

namespace imageco::bridge::ledger {

// Why no connection can come of these options, wherever the database is; empty where that is for
// the database to say. What libpq 15 finds out only when it connects: values that it does not know,
// lists that do not fit together, files that are not there. Opens the files, and no connection;
// quotes no value but a file's name.
std::string WhyNoConnection(const PQconninfoOption* options);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNINFO_CHECK_H_
