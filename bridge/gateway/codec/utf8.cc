#include "bridge/gateway/codec/utf8.h"

#include <cstdint>
#include <cstring>

namespace imageco::bridge::gateway {
namespace {

constexpr CodePoint kMalformed{};

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// The smallest value that a sequence of that many bytes may stand for.
constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};

size_t SequenceLength(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

}  // namespace

CodePoint FirstCodePoint(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = SequenceLength(lead);
  if (length == 1) return {lead, 1};
  if (length == 0 || text.size() < length) return kMalformed;
  char32_t value = lead & (0xFF >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) return kMalformed;
    value = (value << 6) | (static_cast<unsigned char>(text[i]) & 0x3F);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kSmallest[length] || value > 0x10FFFF || surrogate) return kMalformed;
  return {value, length};
}

size_t AsciiPrefix(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  size_t length = 0;
  for (uint64_t word = 0; length + sizeof(word) <= text.size(); length += sizeof(word)) {
    std::memcpy(&word, text.data() + length, sizeof(word));
    if ((word & kHighBits) != 0) break;
  }
  while (length < text.size() && static_cast<unsigned char>(text[length]) < 0x80) ++length;
  return length;
}

std::optional<size_t> CountCodePoints(std::string_view text) {
  size_t count = 0;
  while (true) {
    const size_t ascii = AsciiPrefix(text);
    count += ascii;
    text.remove_prefix(ascii);
    if (text.empty()) return count;
    const CodePoint first = FirstCodePoint(text);
    if (first.bytes == 0) return std::nullopt;
    text.remove_prefix(first.bytes);
    ++count;
  }
}

std::string_view Shortened(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  size_t length = bytes_max;
  while (length > 0 && IsContinuation(text[length])) --length;
  return text.substr(0, length);
}

void AppendUtf8(char32_t value, std::string& text) {
  if (value < 0x80) {
    text.push_back(static_cast<char>(value));
    return;
  }
  const int following = value < 0x800 ? 1 : value < 0x10000 ? 2 : 3;
  const unsigned lead = (0xF00 >> (following + 1)) & 0xFF;
  text.push_back(static_cast<char>(lead | (value >> (6 * following))));
  for (int i = following - 1; i >= 0; --i) {
    text.push_back(static_cast<char>(0x80 | ((value >> (6 * i)) & 0x3F)));
  }
}

bool IsXmlCharacter(char32_t value) {
  if (value < 0x20) return value == '\t' || value == '\n' || value == '\r';
  return value <= 0xD7FF || (value >= 0xE000 && value <= 0xFFFD) ||
         (value >= 0x10000 && value <= 0x10FFFF);
}

}  // namespace imageco::bridge::gateway
