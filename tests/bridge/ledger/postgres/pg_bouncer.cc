#include "tests/bridge/ledger/postgres/pg_bouncer.h"

#include "tests/bridge/ledger/postgres/pg_server.h"

namespace imageco::bridge::ledger {
namespace {

// Writes what pgbouncer reads, and gives its name.
std::string WriteSettings(const TestFolder& folder, const std::string& mode) {
  PgProgram::GiveAway(folder.path());
  const std::string users = folder.Write("users", "\"postgres\" \"\"\n");
  PgProgram::GiveAway(users);
  const std::string settings = folder.Write(
      "pgbouncer.ini",
      "[databases]\n* = host=" + PgServer::Get().folder() +
          "\n[pgbouncer]\nlisten_port = 6432\nunix_socket_dir = " + folder.path().string() +
          "\nauth_type = trust\nauth_file = " + users + "\npool_mode = " + mode +
          "\nserver_login_retry = 1\nadmin_users = postgres\n");
  PgProgram::GiveAway(settings);
  return settings;
}

}  // namespace

PgBouncer::PgBouncer(const std::string& mode)
    : program_({"/usr/sbin/pgbouncer", WriteSettings(folder_, mode)}, "process up") {}

void PgBouncer::SetMode(const std::string& mode) {
  WriteSettings(folder_, mode);
  PgServer::RunAt(Conninfo("pgbouncer"), "RELOAD");
}

std::string PgBouncer::Conninfo(const std::string& database) const {
  return "host=" + folder_.path().string() + " port=6432 user=postgres dbname=" + database;
}

}  // namespace imageco::bridge::ledger
