#include "tests/bridge/ledger/postgres/pg_server.h"

#include <libpq-fe.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace imageco::bridge::ledger {

std::vector<std::string> PgServerCommand(const std::string& data, const std::string& folder) {
  return {std::string(kPgPrograms) + "postgres",
          "-D",
          data,
          "-k",
          folder,
          "-c",
          "listen_addresses=",
          "-c",
          "fsync=off",
          "-c",
          "max_connections=200",
          "-c",
          "logging_collector=off",
          "-c",
          "shared_buffers=16MB",
          "-c",
          "autovacuum=off"};
}

PgServer& PgServer::Get() {
  static PgServer server;
  return server;
}

PgServer::PgServer() {
  std::string name = testing::TempDir() + "pg-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) std::abort();
  folder_ = name;
  PgProgram::GiveAway(folder_);
  PgProgram::Run(
      {std::string(kPgPrograms) + "initdb", "--pgdata", folder_ + "/data", "--username", "postgres",
       "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"},
      folder_ + "/initdb.log");
  std::ofstream(folder_ + "/data/pg_hba.conf") << "local all with_password scram-sha-256\n"
                                                  "local all all trust\n"
                                                  "local replication all trust\n";
  Start();
}

PgServer::~PgServer() {
  Kill();
  std::filesystem::remove_all(folder_);
}

void PgServer::Start() {
  program_.emplace(PgServerCommand(folder_ + "/data", folder_), "ready to accept connections");
}

void PgServer::Kill() { program_.reset(); }

std::string PgServer::Conninfo(const std::string& database) const {
  return "host=" + folder_ + " user=postgres dbname=" + database;
}

std::string PgServer::MakeDatabase() {
  const std::string name = "test_" + std::to_string(++databases_);
  Run("postgres", "CREATE DATABASE " + name);
  return name;
}

std::vector<std::string> PgServer::Run(const std::string& database, const std::string& sql) {
  return RunAt(Conninfo(database), sql);
}

std::vector<std::string> PgServer::RunAt(const std::string& conninfo, const std::string& sql) {
  PGconn* connection = PQconnectdb(conninfo.c_str());
  PGresult* result = PQexec(connection, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  EXPECT_TRUE(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
      << PQerrorMessage(connection) << " in " << sql;
  std::vector<std::string> column;
  for (int i = 0; i < PQntuples(result); ++i) column.emplace_back(PQgetvalue(result, i, 0));
  PQclear(result);
  PQfinish(connection);
  return column;
}

}  // namespace imageco::bridge::ledger
