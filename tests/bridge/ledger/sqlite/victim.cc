#include "tests/bridge/ledger/sqlite/victim.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace imageco::bridge::ledger {

Victim::Victim(const std::string& file) {
  int pipe_fds[2];
  EXPECT_EQ(pipe2(pipe_fds, O_CLOEXEC), 0);
  // So that it does not run far ahead of who reads.
  EXPECT_EQ(fcntl(pipe_fds[1], F_SETPIPE_SZ, 4096), 4096);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_fds[1], STDOUT_FILENO);
  std::string program = LEDGER_VICTIM;
  std::string argument = file;
  char* const arguments[] = {program.data(), argument.data(), nullptr};
  EXPECT_EQ(posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments, environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  close(pipe_fds[1]);
  lines_ = fdopen(pipe_fds[0], "r");
}

Victim::~Victim() {
  Kill();
  std::fclose(lines_);
}

void Victim::Kill() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void Victim::Stop() const {
  kill(pid_, SIGSTOP);
  waitpid(pid_, nullptr, WUNTRACED);
}

void Victim::GoOn() const { kill(pid_, SIGCONT); }

bool Victim::Read(std::map<std::string, std::string>& said) {
  char what[16];
  char id[16];
  if (std::fscanf(lines_, "%15s %15s", what, id) != 2) return false;
  said[id] = what;
  return true;
}

}  // namespace imageco::bridge::ledger
