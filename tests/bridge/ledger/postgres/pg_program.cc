#include "tests/bridge/ledger/postgres/pg_program.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace imageco::bridge::ledger {
namespace {

const passwd* User() { return geteuid() == 0 ? getpwnam("postgres") : getpwuid(geteuid()); }

void Check(bool holds, const char* what) {
  if (holds) return;
  std::perror(what);
  std::abort();
}

// What it says goes to `output`.
pid_t Spawn(std::vector<std::string> arguments, int output) {
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
  signal(SIGQUIT, SIG_DFL);  // a shell's background jobs ignore it
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

PgProgram::PgProgram(const std::vector<std::string>& command, std::string ready) {
  int log[2];
  Check(pipe2(log, O_CLOEXEC) == 0, "pipe2");
  pid_ = Spawn(command, log[1]);
  close(log[1]);
  log_reader_ = std::thread([this, fd = log[0], ready = std::move(ready)] { ReadLog(fd, ready); });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ready_ || ended_; });
  Check(ready_, command[0].c_str());
}

PgProgram::~PgProgram() {
  kill(pid_, SIGQUIT);
  WaitFor(pid_);
  log_reader_.join();
}

void PgProgram::Run(const std::vector<std::string>& command, const std::string& log) {
  const int output = open(log.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const pid_t pid = Spawn(command, output);
  close(output);
  Check(WaitFor(pid) == 0, command[0].c_str());
}

void PgProgram::GiveAway(const std::string& path) {
  Check(chown(path.c_str(), User()->pw_uid, User()->pw_gid) == 0, "chown");
}

void PgProgram::ReadLog(int log, const std::string& ready) {
  std::string text;
  char bytes[4096];
  for (ssize_t length; (length = read(log, bytes, sizeof(bytes))) > 0;) {
    const std::lock_guard lock(mutex_);
    if (ready_) continue;
    text.append(bytes, static_cast<size_t>(length));
    ready_ = text.find(ready) != std::string::npos;
    changed_.notify_all();
  }
  close(log);
  const std::lock_guard lock(mutex_);
  if (!ready_) std::fputs(text.c_str(), stderr);
  ended_ = true;
  changed_.notify_all();
}

}  // namespace imageco::bridge::ledger
