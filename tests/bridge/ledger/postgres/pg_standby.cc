#include "tests/bridge/ledger/postgres/pg_standby.h"

#include <vector>

#include "tests/bridge/ledger/postgres/pg_server.h"

namespace imageco::bridge::ledger {

PgStandby::PgStandby() {
  PgProgram::GiveAway(folder_.path());
  PgProgram::Run({std::string(kPgPrograms) + "pg_basebackup", "-h", PgServer::Get().folder(), "-U",
                  "postgres", "-D", data(), "-R", "-X", "stream", "-c", "fast", "--no-sync"},
                 folder_.path() / "log");
  Start();
}

void PgStandby::Start() {
  std::vector<std::string> command = PgServerCommand(data(), folder());
  command.insert(command.end(), {"-c", "synchronous_standby_names="});
  program_.emplace(command, "ready to accept read-only connections");
}

void PgStandby::Promote() {
  PgServer::RunAt("host=" + folder() + " user=postgres dbname=postgres", "SELECT pg_promote()");
}

}  // namespace imageco::bridge::ledger
