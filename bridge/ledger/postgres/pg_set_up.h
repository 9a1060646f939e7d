#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SET_UP_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SET_UP_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bridge/base/task.h"
#include "bridge/ledger/postgres/pg_connection.h"
#include "bridge/ledger/postgres/pg_operation.h"

namespace imageco::bridge::ledger {

inline constexpr std::string_view kNoSuchTable = "42P01";

// Runs a statement on a connection that is being set up; again where that is what the database
// wants of two replicas that make the same thing at once.
base::Task<PgAnswer> RunSetUp(PgConnection& connection, std::string sql,
                              std::vector<PgValue> values = {},
                              absl::Duration time_max = absl::Seconds(10));

// FailedPreconditionError: a right or a schema is missing, or what is there is another program's.
// UnavailableError: it may do another time.
absl::Status ToSetUpStatus(const PgAnswer& answer);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SET_UP_H_
