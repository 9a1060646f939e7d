#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNINFO_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNINFO_H_

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace imageco::bridge::ledger {

struct PgFinish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using PgHandle = std::unique_ptr<PGconn, PgFinish>;

// Where the database is, and who we are there.
class PgConninfo {
 public:
  // `conninfo` as libpq takes it; `password_file`: empty, or a file whose text is the password,
  // white space at its end aside. InvalidArgumentError: libpq cannot read it, or it holds a
  // password. NotFoundError: the file cannot be read. No error holds a password.
  static absl::StatusOr<PgConninfo> Make(std::string conninfo, std::string password_file);

  // Begins to connect: PQconnectPoll goes on with it. Reads the password anew, so that a new one
  // counts from the next connection on. A name of a host is looked up by the system meanwhile,
  // which blocks.
  absl::StatusOr<PgHandle> Start() const;

 private:
  PgConninfo(std::string conninfo, std::string password_file)
      : conninfo_(std::move(conninfo)), password_file_(std::move(password_file)) {}
  absl::StatusOr<std::string> ReadPassword() const;

  std::string conninfo_;
  std::string password_file_;
};

// Why a connection could not be made, or broke. FailedPreconditionError: the database is there and
// will not have us (password, role, name of the database); UnavailableError: anything else.
absl::Status PgConnectionError(const PGconn* connection);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNINFO_H_
