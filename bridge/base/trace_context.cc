#include "bridge/base/trace_context.h"

#include <algorithm>
#include <cstdint>
#include <random>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace imageco::bridge::base {
namespace {

// "00-TRACE-PARENT-FL"
constexpr size_t kTraceAt = 3;
constexpr size_t kTraceDigits = 32;
constexpr size_t kParentAt = kTraceAt + kTraceDigits + 1;
constexpr size_t kParentDigits = 16;
constexpr size_t kFlagsAt = kParentAt + kParentDigits + 1;
constexpr size_t kLength = kFlagsAt + 2;

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return ('0' <= c && c <= '9') || ('a' <= c && c <= 'f'); });
}

// An id of zeroes is none.
bool IsId(std::string_view text) {
  return IsHex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

// Versions to come may go on after what there is now.
bool HasForm(std::string_view text) {
  if (text.size() < kLength) return false;
  const std::string_view version = text.substr(0, 2);
  if (!IsHex(version) || version == "ff") return false;
  if (text.size() > kLength && (version == "00" || text[kLength] != '-')) return false;
  return text[kTraceAt - 1] == '-' && text[kParentAt - 1] == '-' && text[kFlagsAt - 1] == '-';
}

std::string MakeSpanId() {
  // Unpredictable is not asked for.
  thread_local std::mt19937_64 random{std::random_device()()};
  uint64_t id = 0;
  while (id == 0) id = random();
  return absl::StrFormat("%016x", id);
}

}  // namespace

std::string TraceContext::ToTraceparent() const {
  return trace_id.empty() ? "" : absl::StrCat("00-", trace_id, "-", span_id, "-", flags);
}

TraceContext FromTraceparent(std::string_view traceparent) {
  if (!HasForm(traceparent)) return {};
  const std::string_view trace = traceparent.substr(kTraceAt, kTraceDigits);
  const std::string_view flags = traceparent.substr(kFlagsAt, 2);
  if (!IsId(trace) || !IsId(traceparent.substr(kParentAt, kParentDigits)) || !IsHex(flags)) {
    return {};
  }
  return {std::string(trace), MakeSpanId(), std::string(flags)};
}

}  // namespace imageco::bridge::base
