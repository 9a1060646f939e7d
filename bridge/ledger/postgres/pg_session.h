#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SESSION_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SESSION_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/task.h"
#include "bridge/ledger/postgres/pg_connection.h"

// What the ledger relies on in a session of the database, which a role or a database may have set
// otherwise, and which a pooler that gives sessions away between transactions loses.
namespace imageco::bridge::ledger {

// Holds in a session that was set up, as SQL: a commit waits for the disk, and for the standbys
// that the operator wants, and a wait that was cancelled is told. What it does not name counts for
// not durable.
inline constexpr char kPgSessionIsDurable[] =
    "current_setting('synchronous_commit') IN ('on', 'local', 'remote_write', 'remote_apply') AND "
    "current_setting('client_min_messages') = 'warning'";

// The identity of the ledger that the session was set up for, as SQL; null: none.
inline constexpr char kPgSessionLedger[] = "current_setting('complaint.ledger', true)";

// A session, as it was set up.
struct PgSession {
  std::string mark;     // a setting that nothing else has
  int64_t backend = 0;  // the process of the server's
};

// Makes the session of a connection that is being set up durable, marks it and reads all that back
// in another transaction. UnavailableError: it is read-only. FailedPreconditionError: settings do
// not last, or the database does not say that its commits wait for the disk.
base::Task<absl::StatusOr<PgSession>> SetUpPgSession(PgConnection& connection);

// From here on the session is for the ledger of that identity, and no statement runs longer than
// `time_max`.
base::Task<absl::Status> BindPgSession(PgConnection& connection, std::string identity,
                                       absl::Duration time_max);

// Whether a connection that is ready still has the session that it was set up with.
// FailedPreconditionError: it has another. UnavailableError: that cannot be told.
base::Task<absl::Status> CheckPgSession(PgConnection& connection, PgSession session);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_SESSION_H_
