#include "bridge/base/log_writer.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "bridge/base/thread.h"

namespace imageco::bridge::base {
namespace {

// Lines that come so soon after others are written together: to wake a thread for each costs more
// than the line.
constexpr std::chrono::milliseconds kTogether(5);

struct Line {
  std::string text;
  LogRoom room;
};

// Lines between those who log and the thread that writes.
class LogQueue {
 public:
  // Never destroyed: threads may log to the end of the process.
  static LogQueue& Get() {
    static LogQueue& queue = *new LogQueue;
    return queue;
  }

  void Begin(const LogWriterOptions& options) {
    const std::lock_guard lock(mutex_);
    options_ = options;
    runs_ = true;
    ends_ = false;
  }

  // Where no thread came of it.
  void Cancel() {
    const std::lock_guard lock(mutex_);
    runs_ = false;
  }

  // A write that the system does not let go of, as to a disk that hangs, ends with the process.
  void End() {
    std::unique_lock lock(mutex_);
    ends_ = true;
    end_time_ = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(options_.end_max);
    changed_.notify_all();
    changed_.wait_until(lock, end_time_ + std::chrono::seconds(1), [this] { return !runs_; });
  }

  bool Give(std::string& line, LogRoom room) {
    const std::lock_guard lock(mutex_);
    if (!runs_) return false;
    size_t& bytes = bytes_[static_cast<size_t>(room)];
    const size_t bytes_max = room == LogRoom::kKept ? options_.kept_bytes_max : options_.bytes_max;
    if (line.size() > bytes_max - std::min(bytes, bytes_max)) {
      ++dropped_;
      return true;
    }
    bytes += line.size();
    lines_.push_back({std::move(line), room});
    if (std::exchange(is_idle_, false)) changed_.notify_all();
    return true;
  }

  void GiveLater(std::function<void()> log, std::chrono::nanoseconds delay) {
    const std::lock_guard lock(mutex_);
    if (!runs_) return;
    later_.emplace(std::chrono::steady_clock::now() + delay, std::move(log));
    changed_.notify_all();
  }

  // What the thread does. What is left where the time is up is lost.
  void Write() {
    std::unique_lock lock(mutex_);
    while (true) {
      const auto wakes = [this] { return ends_ || HasText() || IsLater(); };
      is_idle_ = true;
      if (later_.empty()) {
        changed_.wait(lock, [&] { return wakes() || !later_.empty(); });
      } else {
        changed_.wait_until(lock, later_.begin()->first, wakes);
      }
      is_idle_ = false;
      if (IsLater()) LogFirstLater(lock);
      if (HasText() && !IsOverdue()) {
        WriteSome(lock);
        if (!IsWriteFull()) {
          changed_.wait_for(lock, kTogether, [this] { return ends_ || IsLater(); });
        }
      } else if (ends_ && (later_.empty() || IsOverdue())) {
        break;
      }
    }
    lines_.clear();
    later_.clear();
    bytes_ = {};
    told_ = dropped_;
    runs_ = false;
    changed_.notify_all();
  }

  uint64_t dropped() {
    const std::lock_guard lock(mutex_);
    return dropped_;
  }

 private:
  // The next six want mutex_.
  bool IsWriteFull() const { return bytes_[0] + bytes_[1] >= PIPE_BUF; }
  bool HasText() const { return !lines_.empty() || dropped_ != told_; }
  bool IsOverdue() const { return ends_ && std::chrono::steady_clock::now() >= end_time_; }
  bool IsLater() const {
    return !later_.empty() && (ends_ || later_.begin()->first <= std::chrono::steady_clock::now());
  }
  void LogFirstLater(std::unique_lock<std::mutex>& lock) {
    const std::function<void()> log = std::move(later_.begin()->second);
    later_.erase(later_.begin());
    lock.unlock();
    log();
    lock.lock();
  }
  std::string TellDropped() {
    const auto lines = static_cast<int64_t>(dropped_ - std::exchange(told_, dropped_));
    return FormatLogLine(absl::Now(), Severity::kError,
                         "log lines were dropped: they were not read fast enough",
                         {{"lines", lines}});
  }

  // As many lines as a pipe that has room at all takes at once. What was dropped is told first.
  void WriteSome(std::unique_lock<std::mutex>& lock) {
    std::string text;
    if (dropped_ != told_) text = TellDropped();
    std::array<size_t, 2> taken{};
    while (!lines_.empty() &&
           (text.empty() || text.size() + lines_.front().text.size() <= PIPE_BUF)) {
      taken[static_cast<size_t>(lines_.front().room)] += lines_.front().text.size();
      text += lines_.front().text;
      lines_.pop_front();
    }
    lock.unlock();
    WriteToStderr(text);
    lock.lock();
    for (size_t room = 0; room < taken.size(); ++room) bytes_[room] -= taken[room];
  }

  // Writes where there is room, and no more than fits, so that no write waits. What cannot be
  // written for another reason than that nobody reads is lost.
  void WriteToStderr(std::string_view text) {
    constexpr int kLookMilliseconds = 100;
    while (!text.empty()) {
      pollfd stderr_fd = {.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
      if (poll(&stderr_fd, 1, kLookMilliseconds) <= 0) {
        const std::lock_guard lock(mutex_);
        if (IsOverdue()) return;
        continue;
      }
      const ssize_t written =
          write(STDERR_FILENO, text.data(), std::min<size_t>(text.size(), PIPE_BUF));
      if (written < 0 && errno != EINTR && errno != EAGAIN) return;
      text.remove_prefix(static_cast<size_t>(std::max<ssize_t>(written, 0)));
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  // All guarded by mutex_.
  LogWriterOptions options_;
  bool runs_ = false;  // the thread, or it is about to
  bool is_idle_ = false;
  bool ends_ = false;
  std::chrono::steady_clock::time_point end_time_;
  std::deque<Line> lines_;
  std::multimap<std::chrono::steady_clock::time_point, std::function<void()>> later_;
  std::array<size_t, 2> bytes_{};  // waiting or being written, by LogRoom
  uint64_t dropped_ = 0;
  uint64_t told_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<LogWriter>> LogWriter::Start(LogWriterOptions options) {
  LogQueue::Get().Begin(options);
  absl::StatusOr<std::thread> thread = StartThread([] { LogQueue::Get().Write(); });
  if (!thread.ok()) {
    LogQueue::Get().Cancel();
    return thread.status();
  }
  thread->detach();
  return std::unique_ptr<LogWriter>(new LogWriter);
}

LogWriter::~LogWriter() { LogQueue::Get().End(); }

uint64_t DroppedLogLines() { return LogQueue::Get().dropped(); }

void LogLater(std::function<void()> log, std::chrono::nanoseconds delay) {
  LogQueue::Get().GiveLater(std::move(log), delay);
}

bool GiveToLogWriter(std::string& line, LogRoom room) { return LogQueue::Get().Give(line, room); }

}  // namespace imageco::bridge::base
