#include "tests/integration/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

namespace imageco::integration {
namespace {

// Between fork and exec, so only what signal handlers may call.
[[noreturn]] void Become(char* const* arguments, int log_fd) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A write beyond a limit on file sizes is to fail, not to end the process.
  signal(SIGXFSZ, SIG_IGN);
  dup2(log_fd, STDERR_FILENO);
  execv(arguments[0], arguments);
  _exit(127);
}

// A member of the line that says "listening", once it is whole.
std::optional<std::string> FindInListening(const std::string& log, const std::string& name) {
  const std::string member = "\"" + name + "\":\"";
  const size_t listening = log.find(R"("listening")");
  if (listening == std::string::npos) return std::nullopt;
  if (log.find('\n', listening) == std::string::npos) return std::nullopt;
  const size_t start = log.find(member, listening);
  if (start == std::string::npos) return std::nullopt;
  const size_t end = log.find('"', start + member.size());
  return log.substr(start + member.size(), end - start - member.size());
}

std::optional<std::string> FindAddress(const std::string& log) {
  return FindInListening(log, "address");
}

}  // namespace

ServerProcess::ServerProcess(std::vector<std::string> command, LogReader log_reader) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (std::string& argument : command) arguments.push_back(argument.data());
  arguments.push_back(nullptr);
  std::array<int, 2> pipe_fds{};
  if (pipe2(pipe_fds.data(), O_CLOEXEC) != 0) std::abort();
  pid_ = fork();
  if (pid_ < 0) std::abort();
  if (pid_ == 0) Become(arguments.data(), pipe_fds[1]);
  close(pipe_fds[1]);
  std::promise<std::string> address;
  std::future<std::string> known = address.get_future();
  reader_ =
      std::thread([this, fd = pipe_fds[0], log_reader, address = std::move(address)]() mutable {
        ReadLog(fd, log_reader, std::move(address));
      });
  address_ = known.get();
}

ServerProcess::~ServerProcess() {
  if (!ended_) Kill();
  AwaitEnd();
}

void ServerProcess::Signal(int signal) const { kill(pid_, signal); }

void ServerProcess::Kill() const {
  kill(pid_, SIGKILL);
  siginfo_t ended{};
  waitid(P_PID, pid_, &ended, WEXITED | WNOWAIT);
}

int ServerProcess::AwaitEnd() {
  if (ended_) return status_;
  waitpid(pid_, &status_, 0);
  ended_ = true;
  end_.set_value();
  reader_.join();
  return status_;
}

void ServerProcess::ReadLog(int fd, LogReader log_reader, std::promise<std::string> address) {
  std::array<char, 4096> buffer{};
  bool listens = false;
  for (ssize_t bytes = 0; (bytes = read(fd, buffer.data(), buffer.size())) > 0;) {
    log_.append(buffer.data(), static_cast<size_t>(bytes));
    if (listens) continue;
    if (auto found = FindAddress(log_)) {
      operations_address_ = FindInListening(log_, "operations_address").value_or("");
      listens = true;
      address.set_value(*std::move(found));
      if (log_reader == LogReader::kGoesOnceItListens) end_.get_future().wait();
    }
  }
  close(fd);
  if (listens) return;
  std::fprintf(stderr, "it does not listen: %s\n", log_.c_str());
  address.set_value("");
}

}  // namespace imageco::integration
