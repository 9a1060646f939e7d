#include "tests/integration/stopped_thread.h"

#include <sys/ptrace.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

namespace imageco::integration {
namespace {

pid_t FindThread(pid_t pid, const std::string& name) {
  const std::filesystem::path tasks = "/proc/" + std::to_string(pid) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    std::string found;
    std::getline(std::ifstream(task.path() / "comm"), found);
    if (found == name) return std::stoi(task.path().filename());
  }
  return -1;
}

}  // namespace

StoppedThread::StoppedThread(pid_t pid, const std::string& name) {
  const pid_t thread = FindThread(pid, name);
  if (thread < 0 || ptrace(PTRACE_SEIZE, thread, nullptr, nullptr) != 0) return;
  ptrace(PTRACE_INTERRUPT, thread, nullptr, nullptr);
  int status = 0;
  waitpid(thread, &status, __WALL);
  thread_ = thread;
}

StoppedThread::~StoppedThread() {
  if (is_stopped()) ptrace(PTRACE_DETACH, thread_, nullptr, nullptr);
}

void StoppedThread::AwaitGone() {
  int status = 0;
  while (waitpid(thread_, &status, __WALL) > 0 && !WIFEXITED(status) && !WIFSIGNALED(status)) {
  }
  thread_ = -1;
}

}  // namespace imageco::integration
