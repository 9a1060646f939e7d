#ifndef IMAGECO_BRIDGE_BASE_LOG_WRITER_H_
#define IMAGECO_BRIDGE_BASE_LOG_WRITER_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/log.h"

namespace imageco::bridge::base {

struct LogWriterOptions {
  // Bytes that may wait: of lines that may be dropped, and of those that are kept.
  size_t bytes_max = 1 << 20;
  size_t kept_bytes_max = 4 << 20;
  // How long the end waits for a reader.
  absl::Duration end_max = absl::Seconds(2);
};

// While it is there, a thread of its own writes to stderr what is logged, so that a reader who does
// not read stops nobody. What does not fit is dropped and counted, and the count is logged once
// there is room. One at a time.
class LogWriter {
 public:
  // Fails where the system gives no thread.
  static absl::StatusOr<std::unique_ptr<LogWriter>> Start(LogWriterOptions options = {});

  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;
  // Writes what waits, as far as it is read.
  ~LogWriter();

 private:
  LogWriter() = default;
};

// Lines that were dropped since the process began. For any thread.
uint64_t DroppedLogLines();

// Has the writer's thread call `log` after `delay`, or where the writer ends before that, then.
// Never where there is no writer.
void LogLater(std::function<void()> log, std::chrono::nanoseconds delay);

// What Log does with a line: gives it to the writer, who takes it. False: there is none.
bool GiveToLogWriter(std::string& line, LogRoom room);

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_LOG_WRITER_H_
