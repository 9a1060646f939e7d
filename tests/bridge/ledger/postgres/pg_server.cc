#include "tests/bridge/ledger/postgres/pg_server.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace imageco::bridge::ledger {
namespace {

constexpr char kPrograms[] = "/usr/lib/postgresql/15/bin/";

// PostgreSQL will not run as root.
const passwd* User() { return geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid()); }

void Check(bool holds, const char* what) {
  if (holds) return;
  std::perror(what);
  std::abort();
}

// Starts a program of PostgreSQL's that ends with this one; what it says goes to `output`.
pid_t Spawn(std::vector<std::string> arguments, int output) {
  arguments[0] = kPrograms + arguments[0];
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const passwd* user = User();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child != 0) return child;
  if (geteuid() == 0 &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (getppid() != parent) _exit(126);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (chdir("/") != 0) _exit(126);
  execv(pointers[0], pointers.data());
  _exit(127);
}

int WaitFor(pid_t pid) {
  int status = 0;
  Check(waitpid(pid, &status, 0) == pid, "waitpid");
  return status;
}

}  // namespace

PgServer& PgServer::Get() {
  static PgServer server;
  return server;
}

PgServer::PgServer() {
  std::string name = testing::TempDir() + "pg-XXXXXX";
  Check(mkdtemp(name.data()) != nullptr, "mkdtemp");
  folder_ = name;
  Check(chown(folder_.c_str(), User()->pw_uid, User()->pw_gid) == 0, "chown");
  const int log = open((folder_ + "/initdb.log").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const pid_t initdb =
      Spawn({"initdb", "--pgdata", folder_ + "/data", "--username", "postgres", "--auth", "trust",
             "--encoding", "UTF8", "--locale", "C", "--no-sync"},
            log);
  close(log);
  Check(WaitFor(initdb) == 0, "initdb");
  std::ofstream(folder_ + "/data/pg_hba.conf") << "local all with_password scram-sha-256\n"
                                                  "local all all trust\n";
  Start();
}

PgServer::~PgServer() {
  Kill();
  std::filesystem::remove_all(folder_);
}

void PgServer::Start() {
  int log[2];
  Check(pipe2(log, O_CLOEXEC) == 0, "pipe2");
  ready_ = ended_ = false;
  pid_ = Spawn({"postgres", "-D", folder_ + "/data", "-k", folder_, "-c", "listen_addresses=", "-c",
                "fsync=off", "-c", "max_connections=200", "-c", "logging_collector=off", "-c",
                "shared_buffers=16MB", "-c", "autovacuum=off"},
               log[1]);
  close(log[1]);
  log_reader_ = std::thread([this, fd = log[0]] { ReadLog(fd); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ready_ || ended_; });
  if (!ready_) std::fputs(log_text_.c_str(), stderr);
  Check(ready_, "postgres");
}

void PgServer::ReadLog(int log) {
  char bytes[4096];
  for (ssize_t length; (length = read(log, bytes, sizeof(bytes))) > 0;) {
    const std::lock_guard lock(mutex_);
    log_text_.append(bytes, static_cast<size_t>(length));
    if (log_text_.find("ready to accept connections") != std::string::npos) ready_ = true;
    changed_.notify_all();
  }
  close(log);
  const std::lock_guard lock(mutex_);
  ended_ = true;
  log_text_.clear();
  changed_.notify_all();
}

void PgServer::Kill() {
  if (pid_ < 0) return;
  kill(pid_, SIGQUIT);
  WaitFor(pid_);
  log_reader_.join();
  pid_ = -1;
}

std::string PgServer::Conninfo(const std::string& database) const {
  return "host=" + folder_ + " user=postgres dbname=" + database;
}

std::string PgServer::MakeDatabase() {
  const std::string name = "test_" + std::to_string(++databases_);
  Run("postgres", "CREATE DATABASE " + name);
  return name;
}

std::vector<std::string> PgServer::Run(const std::string& database, const std::string& sql) {
  PGconn* connection = PQconnectdb(Conninfo(database).c_str());
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
