#include "tests/bench/window.h"

#include <unistd.h>

#include <algorithm>

namespace imageco::bench {
namespace {

using std::chrono::steady_clock;

steady_clock::duration ToSteady(absl::Duration duration) {
  return std::chrono::duration_cast<steady_clock::duration>(absl::ToChronoNanoseconds(duration));
}

void WaitUntil(const absl::Notification& closed, steady_clock::time_point time) {
  closed.WaitForNotificationWithTimeout(absl::FromChrono(time - steady_clock::now()));
}

}  // namespace

uint32_t Microseconds(steady_clock::duration duration) {
  const auto count = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  return static_cast<uint32_t>(std::clamp<int64_t>(count, 0, UINT32_MAX));
}

Window::Window(pid_t target, absl::Duration warm_up, absl::Duration duration)
    : begin_(start_ + ToSteady(warm_up)),
      end_(begin_ + ToSteady(duration)),
      watcher_([this, target] { Watch(target); }) {}

Window::~Window() {
  if (!closed_.HasBeenNotified()) closed_.Notify();
  if (watcher_.joinable()) watcher_.join();
}

void Window::Watch(pid_t target) {
  WaitUntil(closed_, begin_);
  noted_.before = UsageOf(target);
  const double client_before = UsageOf(getpid()).cpu_seconds;
  const auto begin = steady_clock::now();
  WaitUntil(closed_, end_);
  noted_.after = UsageOf(target);
  noted_.client_cpu_seconds = UsageOf(getpid()).cpu_seconds - client_before;
  noted_.seconds = std::chrono::duration<double>(steady_clock::now() - begin).count();
}

void Window::Close(LoadReport& report) {
  if (!closed_.HasBeenNotified()) closed_.Notify();
  watcher_.join();
  report.seconds = noted_.seconds;
  report.client_cpu_seconds = noted_.client_cpu_seconds;
  report.before = noted_.before;
  report.after = noted_.after;
}

}  // namespace imageco::bench
