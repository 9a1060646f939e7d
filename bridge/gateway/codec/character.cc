#include "bridge/gateway/codec/character.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

struct Range {
  char32_t first, last;
};

// White_Space and Default_Ignorable_Code_Point (Unicode 15, PropList.txt and
// DerivedCoreProperties.txt), with the annotation marks and the empty Braille pattern. In order.
constexpr Range kBlanks[] = {
    {0x09, 0x0D},     {0x20, 0x20},       {0x85, 0x85},       {0xA0, 0xA0},       {0xAD, 0xAD},
    {0x34F, 0x34F},   {0x61C, 0x61C},     {0x115F, 0x1160},   {0x1680, 0x1680},   {0x17B4, 0x17B5},
    {0x180B, 0x180F}, {0x2000, 0x200F},   {0x2028, 0x202F},   {0x205F, 0x206F},   {0x2800, 0x2800},
    {0x3000, 0x3000}, {0x3164, 0x3164},   {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

}  // namespace

bool IsControl(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

bool IsBlank(char32_t character) {
  const auto* range =
      std::lower_bound(std::begin(kBlanks), std::end(kBlanks), character,
                       [](const Range& range, char32_t value) { return range.last < value; });
  return range != std::end(kBlanks) && range->first <= character;
}

std::string_view Stripped(std::string_view text) {
  const absl::string_view stripped = absl::StripAsciiWhitespace({text.data(), text.size()});
  return {stripped.data(), stripped.size()};
}

bool IsAllBlank(std::string_view text) {
  while (!text.empty()) {
    const CodePoint first = FirstCodePoint(text);
    if (first.bytes == 0 || !IsBlank(first.value)) return false;
    text.remove_prefix(first.bytes);
  }
  return true;
}

}  // namespace imageco::bridge::gateway
