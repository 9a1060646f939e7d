#ifndef IMAGECO_TESTS_INTEGRATION_SERVER_PROCESS_H_
#define IMAGECO_TESTS_INTEGRATION_SERVER_PROCESS_H_

#include <sys/types.h>

#include <future>
#include <string>
#include <thread>
#include <vector>

namespace imageco::integration {

// Until when somebody reads what a process writes to stderr.
enum class LogReader { kStays, kGoesOnceItListens };

// A server program in a process of its own. Gone with this object at the latest, and with the
// thread that made it.
class ServerProcess {
 public:
  // Starts the program that `command` names first, with the rest as its arguments, and waits until
  // it listens or has ended.
  explicit ServerProcess(std::vector<std::string> command,
                         LogReader log_reader = LogReader::kStays);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess();

  pid_t pid() const { return pid_; }

  // Where callers connect; empty where it ended before it listened.
  const std::string& address() const { return address_; }

  // Where operators ask.
  const std::string& operations_address() const { return operations_address_; }

  // The rest must not be called after AwaitEnd.
  void Signal(int signal) const;

  // Ends it at once, and returns when none of its threads runs any more. Any thread.
  void Kill() const;

  // Waits for its end and gives its status, as waitpid does.
  int AwaitEnd();

  // What it wrote to stderr, as far as that was read or stood in the pipe. After AwaitEnd alone.
  const std::string& log() const { return log_; }

 private:
  void ReadLog(int fd, LogReader log_reader, std::promise<std::string> address);

  pid_t pid_ = -1;
  bool ended_ = false;
  int status_ = 0;
  std::string address_;
  std::string operations_address_;
  std::string log_;  // of the reader, until it ends
  std::promise<void> end_;
  std::thread reader_;
};

}  // namespace imageco::integration

#endif  // IMAGECO_TESTS_INTEGRATION_SERVER_PROCESS_H_
