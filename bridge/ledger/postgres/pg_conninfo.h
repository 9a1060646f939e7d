#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNINFO_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNINFO_H_

#include <libpq-fe.h>

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace imageco::bridge::ledger {

struct PgFinish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using PgHandle = std::unique_ptr<PGconn, PgFinish>;

// Where the database is, and who we are there.
class PgConninfo {
 public:
  // `conninfo` as libpq takes it; `password_file`: empty, or a file whose text is the password,
  // white space at its end aside. InvalidArgumentError: no connection can come of it, it holds a
  // password, or the file holds none. NotFoundError: the file cannot be read. No error holds a
  // password.
  static absl::StatusOr<PgConninfo> Make(std::string conninfo, std::string password_file);

  // Connects, and reads the password anew, so that a new one counts from the next connection on.
  // Blocks, until it is `abandoned`: for the database at most `time_max`, but for the disk and
  // whoever looks up names as long as they take.
  absl::StatusOr<PgHandle> Connect(absl::Duration time_max,
                                   const std::atomic<bool>& abandoned) const;

 private:
  PgConninfo(std::string conninfo, std::string password_file)
      : conninfo_(std::move(conninfo)), password_file_(std::move(password_file)) {}
  absl::StatusOr<std::string> ReadPassword() const;
  absl::StatusOr<PgHandle> Begin() const;

  std::string conninfo_;
  std::string password_file_;
};

// Why a connection could not be made, or broke. FailedPreconditionError: the database, or a pooler
// in front, is there and will not have us (password, role, name of the database, TLS);
// UnavailableError: anything else.
absl::Status PgConnectionError(const PGconn* connection);
// The same of what libpq says, with the codes of its verbose form.
absl::Status ToPgConnectionStatus(std::string_view said);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNINFO_H_
