#include "bridge/base/log.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "bridge/base/log_writer.h"

namespace imageco::bridge::base {
namespace {

std::atomic<Severity>& SeverityMin() {
  static std::atomic<Severity> severity_min = Severity::kInfo;
  return severity_min;
}

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "INFO";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kError:
      return "ERROR";
  }
  return "";
}

bool IsContinuation(std::string_view text, size_t at) {
  return at < text.size() && (static_cast<uint8_t>(text[at]) & 0xC0) == 0x80;
}

// Bytes of the well-formed UTF-8 character at `text[0]` (Unicode 15, table 3-7); 0 if it is none.
size_t CharacterBytes(std::string_view text) {
  const auto lead = static_cast<uint8_t>(text[0]);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4 || !IsContinuation(text, 1)) return 0;
  if (lead < 0xE0) return 2;
  const auto second = static_cast<uint8_t>(text[1]);
  if (!IsContinuation(text, 2)) return 0;
  if (lead == 0xE0 && second < 0xA0) return 0;  // overlong
  if (lead == 0xED && second > 0x9F) return 0;  // surrogate
  if (lead < 0xF0) return 3;
  if (!IsContinuation(text, 3)) return 0;
  if (lead == 0xF0 && second < 0x90) return 0;  // overlong
  if (lead == 0xF4 && second > 0x8F) return 0;  // beyond U+10FFFF
  return 4;
}

// How many bytes of printable ASCII stand for themselves.
size_t PlainPrefix(std::string_view text) {
  size_t plain = 0;
  for (; plain < text.size(); ++plain) {
    const auto byte = static_cast<uint8_t>(text[plain]);
    if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') break;
  }
  return plain;
}

void AppendQuoted(std::string& line, std::string_view text) {
  line += '"';
  while (true) {
    const size_t plain = PlainPrefix(text);
    line.append(text, 0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const size_t bytes = CharacterBytes(text);
    const auto first = static_cast<uint8_t>(text[0]);
    if (bytes == 0) {
      line += "\\ufffd";
    } else if (first < 0x20) {
      absl::StrAppendFormat(&line, "\\u%04x", first);
    } else {
      if (first == '"' || first == '\\') line += '\\';
      line += text.substr(0, bytes);
    }
    text.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  line += '"';
}

// StrFormat costs three times as much.
void AppendReal(std::string& line, double value) {
  constexpr int kDecimals = 3;
  std::array<char, std::numeric_limits<double>::max_exponent10 + 8> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value,
                                     std::chars_format::fixed, kDecimals);
  line.append(text.data(), written.ptr);
}

// By the second, RFC 3339 without its end: the same one is asked for thousands of times.
const std::string& SecondText(int64_t second) {
  thread_local int64_t of = std::numeric_limits<int64_t>::min();
  thread_local std::string text;
  if (std::exchange(of, second) != second) {
    text =
        absl::FormatTime("%Y-%m-%dT%H:%M:%S", absl::FromUnixSeconds(second), absl::UTCTimeZone());
  }
  return text;
}

void AppendTime(std::string& line, absl::Time time) {
  const int64_t second = absl::ToUnixSeconds(time);
  const int64_t milliseconds = absl::ToUnixMillis(time) - second * 1000;
  line += SecondText(second);
  line += '.';
  for (const int64_t digit : {milliseconds / 100, milliseconds / 10 % 10, milliseconds % 10}) {
    line += static_cast<char>('0' + digit);
  }
  line += 'Z';
}

void AppendField(std::string& line, const LogField& field) {
  const auto* real = std::get_if<double>(&field.value);
  if (real != nullptr && std::isnan(*real)) return;
  const auto* text = std::get_if<std::string_view>(&field.value);
  if (text != nullptr && text->data() == nullptr) return;
  line += ',';
  AppendQuoted(line, field.name);
  line += ':';
  if (const auto* number = std::get_if<int64_t>(&field.value)) {
    absl::StrAppend(&line, *number);
  } else if (real != nullptr) {
    AppendReal(line, *real);
  } else {
    AppendQuoted(line, *text);
  }
}

void Write(std::string line, LogRoom room) {
  if (GiveToLogWriter(line, room)) return;
  while (write(STDERR_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

}  // namespace

void Log(Severity severity, std::string_view message, std::initializer_list<LogField> fields) {
  if (!IsLogged(severity)) return;
  Write(FormatLogLine(absl::Now(), severity, message, fields), LogRoom::kShared);
}

void Audit(Severity severity, std::string_view message, std::initializer_list<LogField> fields) {
  Write(FormatLogLine(absl::Now(), severity, message, fields), LogRoom::kKept);
}

void SetLogSeverityMin(Severity severity) {
  SeverityMin().store(severity, std::memory_order_relaxed);
}

bool IsLogged(Severity severity) {
  return severity >= SeverityMin().load(std::memory_order_relaxed);
}

std::string FormatLogLine(absl::Time time, Severity severity, std::string_view message,
                          std::initializer_list<LogField> fields) {
  std::string line = "{\"time\":\"";
  line.reserve(512);
  AppendTime(line, time);
  line += "\",\"severity\":\"";
  line += SeverityName(severity);
  line += "\",\"message\":";
  AppendQuoted(line, message);
  for (const LogField& field : fields) AppendField(line, field);
  line += "}\n";
  return line;
}

}  // namespace imageco::bridge::base
