#ifndef IMAGECO_BRIDGE_BASE_LOG_H_
#define IMAGECO_BRIDGE_BASE_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "absl/time/time.h"

namespace imageco::bridge::base {

enum class Severity { kInfo, kWarning, kError };

// One named value of a log line; NaN and a null text are none. Only points to texts.
struct LogField {
  std::string_view name;
  std::variant<int64_t, double, std::string_view> value;
};

// Where a line waits for a LogWriter.
enum class LogRoom {
  kShared,  // it may be dropped
  kKept,    // room of its own, which no other line takes
};

// Writes one line to stderr, a JSON object in UTF-8: "time" (RFC 3339, UTC), "severity", "message"
// and `fields`, in their order. Never a key, a reply text or a link: neither in `message`, which is
// a constant, nor in a field. Bytes that are not UTF-8 become U+FFFD. Callable from any thread; a
// line is one write(2), or goes to the LogWriter that runs. What cannot be written is lost.
void Log(Severity severity, std::string_view message, std::initializer_list<LogField> fields = {});

// The same for what somebody must be able to find: settlements, and what became unknown. Written
// whatever the least severity, and in kept room.
void Audit(Severity severity, std::string_view message,
           std::initializer_list<LogField> fields = {});

// The least severity that is written from now on; kInfo until it is set. Any thread.
void SetLogSeverityMin(Severity severity);

// Whether Log writes such a line: asked where its fields cost something.
bool IsLogged(Severity severity);

// The line that Log writes, its newline included.
std::string FormatLogLine(absl::Time time, Severity severity, std::string_view message,
                          std::initializer_list<LogField> fields);

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_LOG_H_
