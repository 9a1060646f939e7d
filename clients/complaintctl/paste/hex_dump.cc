#include "clients/complaintctl/paste/hex_dump.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"

namespace imageco::complaintctl {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr size_t kLineBytes = 16;

size_t HexDigitsAt(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(),
                                    [](unsigned char c) { return absl::ascii_isxdigit(c); });
  return static_cast<size_t>(end - text.begin());
}

// Takes the offset off the line that begins with that one, as `base` writes it. The ":" behind it
// stays.
bool TakeOffset(size_t offset, int base, std::string_view& line) {
  constexpr size_t kDigitsMin = 4;
  std::string_view rest = line;
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
  if (rest.starts_with("0x")) rest.remove_prefix(2);
  const size_t digits = HexDigitsAt(rest);
  size_t value = 0;
  const char* end = rest.data() + digits;
  const auto read = std::from_chars(rest.data(), end, value, base);
  if (digits < kDigitsMin || read.ec != std::errc() || read.ptr != end || value != offset) {
    return false;
  }
  rest.remove_prefix(digits);
  const bool apart =
      rest.empty() || rest.front() == ':' || kBlanks.find(rest.front()) != std::string_view::npos;
  if (!apart) return false;
  line = rest;
  return true;
}

// The bytes of a line behind its offset, up to the wide gap in front of its letters. Without a ":"
// behind the offset, four digits are a little-endian word.
std::string BytesOfLine(std::string_view line) {
  constexpr size_t kGapMax = 2;
  const bool words = !line.starts_with(':');
  if (!words) line.remove_prefix(1);
  std::string bytes;
  while (bytes.size() < kLineBytes) {
    const size_t gap = std::min(line.find_first_not_of(kBlanks), line.size());
    if (gap > kGapMax && !bytes.empty()) break;
    line.remove_prefix(gap);
    const size_t digits = HexDigitsAt(line);
    const bool apart =
        digits == line.size() || kBlanks.find(line[digits]) != std::string_view::npos;
    if ((digits != 2 && digits != 4) || !apart) break;
    std::string group = absl::HexStringToBytes({line.data(), digits});
    if (words) std::reverse(group.begin(), group.end());
    bytes.append(group);
    line.remove_prefix(digits);
  }
  return bytes;
}

size_t ByteAt(std::string_view bytes, size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

// Where the header of IP begins and ends, if it is one that carries TCP; the latter is else 0.
std::pair<size_t, size_t> IpHeaderOf(std::string_view bytes) {
  constexpr size_t kTcp = 6;
  constexpr size_t kEthernetBytes = 14;
  constexpr size_t kIp6Bytes = 40;
  for (const size_t begin : {size_t{0}, kEthernetBytes}) {
    const size_t first = ByteAt(bytes, begin);
    const bool ip4 = first >> 4 == 4 && ByteAt(bytes, begin + 9) == kTcp;
    const bool ip6 = first >> 4 == 6 && ByteAt(bytes, begin + 6) == kTcp;
    if (ip4) return {begin, begin + 4 * (first & 0xF)};
    if (ip6) return {begin, begin + kIp6Bytes};
  }
  return {0, 0};
}

// What a packet carries; the bytes themselves where they are no packet.
std::string_view PayloadOf(std::string_view bytes) {
  const auto [begin, tcp] = IpHeaderOf(bytes);
  if (tcp == 0) return bytes;
  const size_t payload = tcp + 4 * (ByteAt(bytes, tcp + 12) >> 4);
  return bytes.substr(std::min(payload, bytes.size()));
}

// Puts bytes in place of dumps, line by line.
class DumpReader {
 public:
  void Read(std::string_view line) {
    if (TakeOffsetOf(line)) {
      dump_.append(BytesOfLine(line));
      return;
    }
    Flush();
    out_.append(line).push_back('\n');
  }

  std::optional<std::string> Finish() && {
    Flush();
    return found_ ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  // Whether the line goes on with the dump, or begins another one.
  bool TakeOffsetOf(std::string_view& line) {
    for (const int base : {16, 8}) {
      if (TakeOffset(dump_.size(), base, line)) return true;
    }
    if (dump_.empty() || !TakeOffset(0, 16, line)) return false;
    Flush();
    return true;
  }

  void Flush() {
    if (dump_.empty()) return;
    found_ = true;
    out_.append(PayloadOf(dump_)).push_back('\n');
    dump_.clear();
  }

  std::string out_;
  std::string dump_;
  bool found_ = false;
};

}  // namespace

std::optional<std::string> WithoutHexDumps(std::string_view text) {
  DumpReader reader;
  for (const absl::string_view line :
       absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
    reader.Read({line.data(), line.size()});
  }
  return std::move(reader).Finish();
}

}  // namespace imageco::complaintctl
