#ifndef IMAGECO_SERVER_OPERATIONS_MEMORY_TRIMMER_H_
#define IMAGECO_SERVER_OPERATIONS_MEMORY_TRIMMER_H_

#include <memory>

#include "absl/time/time.h"
#include "bridge/base/blocking_call.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/base/timer.h"

namespace imageco::server {

struct MemoryTrimmerOptions {
  absl::Duration interval = absl::Seconds(10);
  // By how much the process has grown since it was trimmed, for it to be trimmed again.
  double growth_min_bytes = 32 << 20;
  // Above so much of a core it has better to do, and may need again what it has.
  double cores_max = 0.5;
};

// Gives the memory that a rush of calls took back to the system, which glibc does not by itself
// where a little of it is still in use. Belongs to the loop's thread, while that runs.
class MemoryTrimmer {
 public:
  explicit MemoryTrimmer(bridge::base::EpollLoop& loop, MemoryTrimmerOptions options = {});
  MemoryTrimmer(const MemoryTrimmer&) = delete;
  MemoryTrimmer& operator=(const MemoryTrimmer&) = delete;

 private:
  void LookLater();
  void Look();
  void Trim();

  bridge::base::EpollLoop& loop_;
  const MemoryTrimmerOptions options_;
  double resident_bytes_;  // when it was trimmed last
  double cpu_seconds_ = 0;
  bridge::base::Timer timer_;
  std::unique_ptr<bridge::base::BlockingCall> trimming_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_MEMORY_TRIMMER_H_
