#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_DATABASE_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_DATABASE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/base/task.h"
#include "bridge/ledger/commit_report.h"
#include "bridge/ledger/postgres/pg_connection.h"
#include "bridge/ledger/postgres/pg_conninfo.h"
#include "bridge/ledger/postgres/pg_identity.h"
#include "bridge/ledger/postgres/pg_session.h"

namespace imageco::bridge::ledger {

struct PgDatabaseOptions {
  std::string conninfo;       // as libpq takes it, without a password
  std::string password_file;  // empty: none is needed
  // The ledger that it must be; empty: the first that is found, or made, and no other from then on.
  std::string identity;
  PgMaking making = PgMaking::kWhereBlank;
  // A connection commits one operation after the other; the database puts the commits of several
  // together.
  int connections = 4;
  // An operation with all its tries. Four fifths of it are what the database gives a statement, so
  // that one that is slow is refused there before it is lost here.
  absl::Duration operation_time_max = absl::Seconds(5);
  PgConnectionOptions connection{};
  // Of each statement, with all its tries; must not be null.
  CommitObserver observe = [](const CommitReport&) {};
};

// The tables of the ledger in a database, by several connections that look after themselves. While
// the database is away, operations wait for it as long as they may. One that is there and is
// another ledger than at the first contact is not used: operations are UnavailableErrors that say
// so. On the loop's thread.
class PgDatabase {
 public:
  // How long an operation of several statements may take, and what is known of it.
  struct Attempt {
    base::SteadyTime deadline;
    // The answer to one of its statements was lost, so the statement may have been carried out
    // once more than its rows say.
    bool lost = false;
  };

  // Connects, running `loop` meanwhile on this thread: call it before the loop has its own.
  // InvalidArgumentError, NotFoundError: the options are wrong. FailedPreconditionError: the
  // database is there and is wrong, or will not have us. One that is not there, or is another
  // ledger, is no error: it is logged, and operations are UnavailableErrors until it is.
  static absl::StatusOr<std::unique_ptr<PgDatabase>> Make(base::EpollLoop& loop,
                                                          PgDatabaseOptions options);

  PgDatabase(const PgDatabase&) = delete;
  PgDatabase& operator=(const PgDatabase&) = delete;
  ~PgDatabase() { Close(); }

  Attempt Begin() const;

  // Carries out `statement` until it has an answer: again where the database asks for that, and
  // where the answer was lost or tells nothing, so it must do no harm the second time. Pauses
  // between tries. UnavailableError: none by the deadline, or the database refuses it; the error is
  // fit for callers, the log tells more. `operations`: that the statement carries out together.
  base::Task<absl::StatusOr<PgRows>> Run(const PgStatement& statement, std::vector<PgValue> values,
                                         Attempt& attempt, size_t operations = 1);

  // Confirms that the database is the ledger still, and every connection has its session. Of those
  // that have another, or another ledger, none is ready before it is looked at again.
  base::Task<absl::Status> Confirm(Attempt& attempt);

  // Whether operations are sent at once.
  bool ready() const;

  // Which ledger it is; empty: not known yet.
  const std::string& identity() const { return identity_; }

  // Ends all operations with errors; who waits for them goes on before this returns.
  void Close();

  base::EpollLoop& loop() { return loop_; }
  const PgDatabaseOptions& options() const { return options_; }

 private:
  struct Observation;
  class Pause;

  struct Link {
    std::unique_ptr<PgConnection> connection;
    PgSession session{};
  };

  PgDatabase(base::EpollLoop& loop, PgDatabaseOptions options, PgConninfo conninfo);
  absl::Status Start();
  absl::Status ConnectOneByOne();
  base::Task<absl::Status> SetUp(Link& link);
  base::Task<absl::Status> SetUpLedger(PgConnection& connection);
  base::Task<void> TellOpen(PgConnection& connection, bool is_new);
  base::Task<absl::Status> CheckSessions();
  void Hear(const absl::Status& attempt);
  PgConnection& Pick();
  absl::Status NoConnection() const;
  void Suspect(PgConnection& connection, const PgAnswer& answer);

  base::EpollLoop& loop_;
  const PgDatabaseOptions options_;
  std::vector<std::unique_ptr<Link>> links_;
  std::string identity_;   // that was pinned, or found
  std::string wrong_;      // what the database is, where it was there and is not the ledger
  bool starting_ = false;  // the loop runs until an attempt has ended
  std::optional<absl::Status> first_attempt_;  // since then
  bool told_open_ = false;
  bool away_ = false;
  bool closed_ = false;
  absl::flat_hash_set<Pause*> pauses_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_DATABASE_H_
