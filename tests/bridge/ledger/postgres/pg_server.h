#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_SERVER_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_SERVER_H_

#include <optional>
#include <string>
#include <vector>

#include "tests/bridge/ledger/postgres/pg_program.h"

namespace imageco::bridge::ledger {

// Starts a server of what stands in `data`, on a socket in `folder`, without fsync.
std::vector<std::string> PgServerCommand(const std::string& data, const std::string& folder);

// A PostgreSQL server of this test program's own, on a socket in a folder of its own, which goes
// when the program ends, however it does. Without fsync. Crashes where it does not start.
class PgServer {
 public:
  // Started at its first use.
  static PgServer& Get();

  PgServer(const PgServer&) = delete;
  PgServer& operator=(const PgServer&) = delete;
  ~PgServer();

  // A new database, for the superuser "postgres"; gives its name.
  std::string MakeDatabase();

  // Where the socket is, and its name.
  const std::string& folder() const { return folder_; }
  std::string socket() const { return folder_ + "/.s.PGSQL.5432"; }
  // For the superuser.
  std::string Conninfo(const std::string& database) const;

  // Kills all of it, as a crash would.
  void Kill();
  // After that: returns when it lets clients in.
  void Start();

  // Runs SQL there, and gives the first column as text.
  std::vector<std::string> Run(const std::string& database, const std::string& sql);
  // The same wherever that leads to.
  static std::vector<std::string> RunAt(const std::string& conninfo, const std::string& sql);

 private:
  PgServer();

  std::string folder_;
  int databases_ = 0;
  std::optional<PgProgram> program_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_SERVER_H_
