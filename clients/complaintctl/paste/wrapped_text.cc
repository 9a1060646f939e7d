#include "clients/complaintctl/paste/wrapped_text.h"

#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace imageco::complaintctl {
namespace {

// What curl tells of itself between the lines that it sends and gets.
bool IsCurlsOwn(std::string_view line) {
  const bool progress = line.starts_with("{ [") || line.starts_with("} [");
  return line.starts_with("* ") || (progress && line.find(" data]") != std::string_view::npos);
}

// In bytes; 0 where there is none.
size_t TraceMarkOf(std::string_view line) {
  if (line.starts_with("> ") || line.starts_with("< ")) return 2;
  return line == ">" || line == "<" || line == ">\r" || line == "<\r" ? 1 : 0;
}

}  // namespace

std::optional<std::string> WithoutTraceMarks(std::string_view text) {
  std::vector<std::string> kept;
  bool found = false;
  const std::vector<std::string> lines =
      absl::StrSplit(absl::string_view(text.data(), text.size()), '\n');
  for (const std::string& line : lines) {
    const bool own = IsCurlsOwn(line);
    const size_t mark = TraceMarkOf(line);
    found = found || own || mark > 0;
    if (!own) kept.push_back(line.substr(mark));
  }
  return found ? std::optional(absl::StrJoin(kept, "\n")) : std::nullopt;
}

std::optional<std::string> WithoutWraps(std::string_view text) {
  std::string joined;
  bool found = false;
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && (c == '\n' || c == '\r')) {
      found = true;
      continue;
    }
    joined.push_back(c);
    if (in_string && c == '\\' && i + 1 < text.size()) joined.push_back(text[++i]);
    if (depth > 0 && c == '"') in_string = !in_string;
    if (!in_string && c == '{') ++depth;
    if (!in_string && c == '}' && depth > 0) --depth;
  }
  return found ? std::optional(std::move(joined)) : std::nullopt;
}

}  // namespace imageco::complaintctl
