#include "clients/cpp/src/utf8.h"

#include <cstddef>
#include <cstdint>

namespace imageco::complaint {
namespace {

// By the first byte; 0: no character begins with it.
size_t LengthOf(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first < 0xF5 ? 4 : 0;
}

// What the second byte must be at least and at most: no character in more bytes than it needs, no
// surrogate, none beyond U+10FFFF.
bool IsSecond(unsigned char first, unsigned char second) {
  const unsigned char least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  return least <= second && second <= most;
}

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const auto byte = [&text](size_t i) { return static_cast<unsigned char>(text[i]); };
    const size_t length = LengthOf(byte(0));
    if (length == 0 || text.size() < length) return false;
    if (length > 1 && !IsSecond(byte(0), byte(1))) return false;
    for (size_t i = 2; i < length; ++i) {
      if (!IsContinuation(byte(i))) return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace imageco::complaint
