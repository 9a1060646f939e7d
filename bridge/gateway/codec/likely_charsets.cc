#include "bridge/gateway/codec/likely_charsets.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes

// What becomes of an encoding's name that is written in a dozen ways.
std::string Plain(std::string_view name) {
  std::string plain;
  for (const unsigned char c : name) {
    if (absl::ascii_isalnum(c)) plain.push_back(absl::ascii_tolower(c));
  }
  return plain;
}

constexpr std::string_view kUtf8Names[] = {"utf8", "unicode11utf8", "xunicode20utf8"};
constexpr std::string_view kGbkNames[] = {"gbk",       "xgbk",  "gb2312", "gb18030", "gb231280",
                                          "csgb2312",  "cp936", "936",    "ms936",   "windows936",
                                          "xmswin936", "eucn",  "euccn",  "xeuccn",  "eucgb2312cn"};
// Defaults of servers and libraries that encode otherwise.
constexpr std::string_view kMeaningless[] = {"",        "iso88591", "latin1",
                                             "usascii", "ascii",    "windows1252"};

template <size_t kCount>
bool IsAmong(const std::string& name, const std::string_view (&names)[kCount]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// The encoding that the declaration names, as written; empty without one. White space before the
// declaration is wrong, and common.
std::string_view DeclaredEncoding(std::string_view bytes) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  bytes.remove_prefix(std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size()));
  if (!bytes.starts_with("<?xml")) return {};
  const std::string_view declaration = bytes.substr(0, bytes.find("?>"));
  const size_t key = declaration.find("encoding");
  if (key == std::string_view::npos) return {};
  const size_t open = declaration.find_first_of("\"'", key);
  if (open == std::string_view::npos) return {};
  const size_t close = declaration.find(declaration[open], open + 1);
  if (close == std::string_view::npos) return {};
  return declaration.substr(open + 1, close - open - 1);
}

}  // namespace

std::vector<Charset> LikelyCharsets(std::string_view bytes, Charset told) {
  const bool marked = bytes.starts_with(kByteOrderMark);
  if (marked) bytes.remove_prefix(kByteOrderMark.size());
  size_t longest = 1;
  std::string_view rest = bytes;
  while (true) {
    rest.remove_prefix(AsciiPrefix(rest));
    if (rest.empty()) break;
    const CodePoint first = FirstCodePoint(rest);
    if (first.bytes == 0) return {CHARSET_GBK};
    longest = std::max(longest, first.bytes);
    rest.remove_prefix(first.bytes);
  }
  if (marked) return {CHARSET_UTF8};
  if (longest == 1) return {CHARSET_UNSPECIFIED};
  if (longest == 2 && told == CHARSET_GBK) return {CHARSET_GBK, CHARSET_UTF8};
  return {CHARSET_UTF8, CHARSET_GBK};
}

absl::StatusOr<Charset> DeclaredCharset(std::string_view xml) {
  const std::string name = Plain(DeclaredEncoding(xml));
  if (IsAmong(name, kUtf8Names)) return CHARSET_UTF8;
  if (IsAmong(name, kGbkNames)) return CHARSET_GBK;
  if (IsAmong(name, kMeaningless)) return CHARSET_UNSPECIFIED;
  return absl::InvalidArgumentError("XML: declared in an encoding that is neither GBK nor UTF-8");
}

absl::StatusOr<std::string> ToUtf8(std::string_view bytes, Charset charset, const Gbk& gbk) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  if (charset == CHARSET_GBK) return gbk.Decode(bytes);
  if (!CountCodePoints(bytes)) return absl::InvalidArgumentError("not UTF-8");
  return std::string(bytes);
}

}  // namespace imageco::bridge::gateway
