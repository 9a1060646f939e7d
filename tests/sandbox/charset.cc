#include "tests/sandbox/charset.h"

#include <iconv.h>

#include <array>
#include <cstdint>
#include <cstdlib>

namespace imageco::sandbox {
namespace {

constexpr std::string_view kEuroSign = "\xE2\x82\xAC";

// How a first byte announces its code point: the bits that it brings, how many bytes there are,
// and the least value that needs so many.
struct Lead {
  unsigned char mask;
  unsigned char mark;
  std::size_t bytes;
  char32_t least;
};

constexpr std::array<Lead, 4> kLeads = {{
    {0x80, 0x00, 1, 0},
    {0xE0, 0xC0, 2, 0x80},
    {0xF0, 0xE0, 3, 0x800},
    {0xF8, 0xF0, 4, 0x10000},
}};

struct CodePoint {
  char32_t value;
  std::size_t bytes;  // that it takes in UTF-8
};

bool IsScalarValue(char32_t value) {
  return value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

std::optional<CodePoint> DecodeAs(const Lead& lead, std::string_view utf8) {
  if (utf8.size() < lead.bytes) return std::nullopt;
  char32_t value = static_cast<unsigned char>(utf8[0]) & static_cast<unsigned char>(~lead.mask);
  for (const char c : utf8.substr(1, lead.bytes - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    value = (value << 6) | (byte & 0x3F);
  }
  if (value < lead.least || !IsScalarValue(value)) return std::nullopt;
  return CodePoint{value, lead.bytes};
}

// The code point that `utf8` begins with; nullopt if it is empty or does not begin with one.
std::optional<CodePoint> FirstCodePoint(std::string_view utf8) {
  if (utf8.empty()) return std::nullopt;
  const auto first = static_cast<unsigned char>(utf8[0]);
  for (const Lead& lead : kLeads) {
    if ((first & lead.mask) == lead.mark) return DecodeAs(lead, utf8);
  }
  return std::nullopt;
}

class Converter {
 public:
  Converter(const char* to, const char* from) : descriptor_(iconv_open(to, from)) {
    // The C library without its GBK table is a broken installation, which no caller can mend.
    if (reinterpret_cast<std::intptr_t>(descriptor_) == -1) std::abort();
  }
  ~Converter() { iconv_close(descriptor_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  std::optional<std::string> Convert(std::string_view bytes) {
    std::string input(bytes);
    std::string output(bytes.size() * 2, '\0');  // two bytes of GBK are at most three of UTF-8
    char* in = input.data();
    char* out = output.data();
    std::size_t in_left = input.size();
    std::size_t out_left = output.size();
    if (iconv(descriptor_, &in, &in_left, &out, &out_left) != 0) return std::nullopt;
    output.resize(output.size() - out_left);
    return output;
  }

 private:
  iconv_t descriptor_;
};

// glibc knows the euro sign only as the byte 0x80.
std::optional<std::string> WithoutEuroSign(std::optional<std::string> converted,
                                           std::string_view utf8) {
  if (utf8.find(kEuroSign) != std::string_view::npos) return std::nullopt;
  return converted;
}

}  // namespace

std::optional<std::size_t> CountCodePoints(std::string_view utf8) {
  const std::optional<std::u32string> code_points = ToCodePoints(utf8);
  if (!code_points) return std::nullopt;
  return code_points->size();
}

std::optional<std::u32string> ToCodePoints(std::string_view utf8) {
  std::u32string code_points;
  while (!utf8.empty()) {
    const std::optional<CodePoint> first = FirstCodePoint(utf8);
    if (!first) return std::nullopt;
    code_points += first->value;
    utf8.remove_prefix(first->bytes);
  }
  return code_points;
}

std::string ToUtf8(char32_t code_point) {
  if (code_point < 0x80) return {static_cast<char>(code_point)};
  std::string tail;
  char32_t rest = code_point;
  const std::size_t bytes = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
  for (std::size_t i = 1; i < bytes; ++i, rest >>= 6) {
    tail.insert(tail.begin(), static_cast<char>(0x80 | (rest & 0x3F)));
  }
  return static_cast<char>(kLeads[bytes - 1].mark | rest) + tail;
}

std::optional<std::string> DecodeText(std::string_view bytes, Charset charset) {
  if (charset == Charset::kGbk) {
    std::optional<std::string> utf8 = Converter("UTF-8", "GBK").Convert(bytes);
    if (!utf8) return std::nullopt;
    return WithoutEuroSign(utf8, *utf8);
  }
  if (!CountCodePoints(bytes)) return std::nullopt;
  return std::string(bytes);
}

std::optional<std::string> EncodeText(std::string_view utf8, Charset charset) {
  if (!CountCodePoints(utf8)) return std::nullopt;
  if (charset == Charset::kUtf8) return std::string(utf8);
  return WithoutEuroSign(Converter("GBK", "UTF-8").Convert(utf8), utf8);
}

}  // namespace imageco::sandbox
