#include "clients/complaintctl/paste/encoded_run.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "bridge/gateway/codec/likely_charsets.h"

namespace imageco::complaintctl {
namespace {

constexpr size_t kRunMin = 24;

// What runs are made of, and what they stand for.
struct Encoding {
  bool (*is_digit)(char c);
  std::optional<std::string> (*decode)(std::string_view run);
};

bool IsBase64Digit(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '/' || c == '-' ||
         c == '_';
}

// Without the "=" at its end, which are no digits.
std::optional<std::string> DecodeBase64(std::string_view run) {
  const absl::string_view digits(run.data(), run.size());
  std::string bytes;
  if (absl::Base64Unescape(digits, &bytes) || absl::WebSafeBase64Unescape(digits, &bytes)) {
    return bytes;
  }
  return std::nullopt;
}

bool IsHexDigit(char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); }

std::optional<std::string> DecodeHex(std::string_view run) {
  if (run.size() % 2 != 0) return std::nullopt;
  return absl::HexStringToBytes({run.data(), run.size()});
}

std::string_view WithoutSpaceInFront(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

// A sign may happen to decode into an opening bracket: more is asked for.
bool BeginsMessage(std::string_view bytes) {
  if (bytes.starts_with(bridge::gateway::kByteOrderMark)) {
    bytes.remove_prefix(bridge::gateway::kByteOrderMark.size());
  }
  bytes = WithoutSpaceInFront(bytes);
  if (bytes.starts_with('{')) return WithoutSpaceInFront(bytes.substr(1)).starts_with('"');
  return bytes.starts_with("<?xml") || bytes.starts_with("<business_trans");
}

// Without the white space in a text of nothing but digits.
std::string Joined(std::string_view text, const Encoding& encoding) {
  std::string joined(text);
  std::erase_if(joined, [](unsigned char c) { return absl::ascii_isspace(c); });
  const size_t end = joined.find_last_not_of('=') + 1;
  const bool nothing_else = std::all_of(
      joined.begin(), joined.begin() + static_cast<std::ptrdiff_t>(end), encoding.is_digit);
  return nothing_else ? joined : std::string(text);
}

std::optional<std::string> WithoutRuns(std::string_view text, const Encoding& encoding) {
  const std::string joined = Joined(text, encoding);
  std::string decoded;
  bool found = false;
  for (auto at = joined.begin(); at != joined.end();) {
    const auto end = std::find_if_not(at, joined.end(), encoding.is_digit);
    const std::string_view run(&*at, static_cast<size_t>(end - at));
    const auto bytes = run.size() < kRunMin ? std::nullopt : encoding.decode(run);
    const bool message = bytes && BeginsMessage(*bytes);
    decoded.append(message ? *bytes : run);
    found = found || message;
    at = message ? std::find_if(end, joined.end(), [](char c) { return c != '='; }) : end;
    if (at != joined.end()) decoded.push_back(*at++);
  }
  return found ? std::optional(std::move(decoded)) : std::nullopt;
}

}  // namespace

std::optional<std::string> WithoutBase64(std::string_view text) {
  return WithoutRuns(text, {IsBase64Digit, DecodeBase64});
}

std::optional<std::string> WithoutHexDigits(std::string_view text) {
  return WithoutRuns(text, {IsHexDigit, DecodeHex});
}

}  // namespace imageco::complaintctl
