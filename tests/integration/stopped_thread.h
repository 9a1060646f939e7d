#ifndef IMAGECO_TESTS_INTEGRATION_STOPPED_THREAD_H_
#define IMAGECO_TESTS_INTEGRATION_STOPPED_THREAD_H_

#include <sys/types.h>

#include <string>

namespace imageco::integration {

// One thread of a child process, stopped for as long as this object is there; the others run.
class StoppedThread {
 public:
  // The thread with that name.
  StoppedThread(pid_t pid, const std::string& name);
  StoppedThread(const StoppedThread&) = delete;
  StoppedThread& operator=(const StoppedThread&) = delete;
  ~StoppedThread();

  // False where there is no such thread, or the system lets nobody stop it.
  bool is_stopped() const { return thread_ > 0; }

  // Waits until it has gone with its process.
  void AwaitGone();

 private:
  pid_t thread_ = -1;
};

}  // namespace imageco::integration

#endif  // IMAGECO_TESTS_INTEGRATION_STOPPED_THREAD_H_
