#ifndef IMAGECO_BRIDGE_BASE_THREAD_H_
#define IMAGECO_BRIDGE_BASE_THREAD_H_

#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace imageco::bridge::base {

// Runs `work` on a thread of its own, which is to be joined or detached. ResourceExhaustedError:
// the system gives none, and `work` is gone.
template <typename Work>
absl::StatusOr<std::thread> StartThread(Work work) {
  try {
    return std::thread(std::move(work));
  } catch (const std::system_error& error) {
    return absl::ResourceExhaustedError(absl::StrCat("no thread left: ", error.what()));
  }
}

// The same for what cannot be done without: waits until the system has one again.
template <typename Work>
std::thread AwaitThread(Work work) {
  while (true) {
    absl::StatusOr<std::thread> thread = StartThread(work);
    if (thread.ok()) return *std::move(thread);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_THREAD_H_
