#include "tests/sandbox/page.h"

#include <array>
#include <string>
#include <utility>

namespace imageco::sandbox {
namespace {

using NameAndText = std::pair<std::string_view, std::string_view>;

constexpr NameAndText kPageFiles[] = {
#include "tests/sandbox/page_files.inc"
};

constexpr std::array<NameAndText, 3> kContentTypes = {{{".html", "text/html; charset=utf-8"},
                                                       {".css", "text/css; charset=utf-8"},
                                                       {".js", "text/javascript; charset=utf-8"}}};

std::string_view ContentType(std::string_view name) {
  for (const auto& [ending, type] : kContentTypes) {
    if (name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

}  // namespace

std::optional<AdminAnswer> FindPageFile(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  const std::string_view wanted = target == "/" ? "index.html" : target.substr(1);
  for (const auto& [name, text] : kPageFiles) {
    if (name == wanted) return AdminAnswer{200, std::string(text), ContentType(name)};
  }
  return std::nullopt;
}

}  // namespace imageco::sandbox
