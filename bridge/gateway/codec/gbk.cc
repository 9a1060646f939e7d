#include "bridge/gateway/codec/gbk.h"

#include <iconv.h>

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

constexpr char32_t kEuro = 0x20AC;         // 80 in glibc, A2E3 in Java
constexpr char32_t kCircledPlus = 0x2295;  // A892 in glibc, none in Java, where that is U+2641
constexpr unsigned char kLoneEuro = 0x80;

// One direction of the C library's conversion.
class Conversion {
 public:
  Conversion(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  Conversion(const Conversion&) = delete;
  Conversion& operator=(const Conversion&) = delete;
  ~Conversion() {
    if (ok()) iconv_close(handle_);
  }

  // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX wants it so
  bool ok() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

  // Nothing where `input` does not convert whole and reversibly, or the system has no converter
  // left.
  std::optional<std::string> Convert(std::string_view input) {
    if (!ok()) return std::nullopt;
    char output[16];
    char* in = const_cast<char*>(input.data());
    char* out = output;
    size_t in_left = input.size();
    size_t out_left = sizeof(output);
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    if (iconv(handle_, &in, &in_left, &out, &out_left) != 0 || in_left != 0) return std::nullopt;
    return std::string(output, sizeof(output) - out_left);
  }

 private:
  iconv_t handle_;
};

// The only character of `utf8`, where it is one of the basic plane.
std::optional<uint16_t> OnlyCharacter(const std::optional<std::string>& utf8) {
  if (!utf8 || utf8->empty()) return std::nullopt;
  const CodePoint first = FirstCodePoint(*utf8);
  if (first.bytes != utf8->size() || first.value > 0xFFFF) return std::nullopt;
  return static_cast<uint16_t>(first.value);
}

bool IsFourByteLead(std::string_view bytes) {
  return bytes.size() >= 4 && bytes[1] >= '0' && bytes[1] <= '9';
}

// As Gbk::DecodeByTable, for the codes of four bytes.
size_t DecodeFourBytes(Conversion& conversion, std::string_view bytes, std::string& utf8) {
  const std::optional<std::string> character = conversion.Convert(bytes.substr(0, 4));
  if (!character || character->empty()) return 0;
  utf8.append(*character);
  return 4;
}

uint16_t TwoByteCode(std::string_view bytes) {
  return static_cast<uint16_t>((static_cast<unsigned char>(bytes[0]) << 8) |
                               static_cast<unsigned char>(bytes[1]));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Gbk>> Gbk::Load() {
  std::shared_ptr<Gbk> gbk(new Gbk);
  if (absl::Status status = gbk->LoadTables(); !status.ok()) return status;
  return std::shared_ptr<const Gbk>(std::move(gbk));
}

absl::Status Gbk::LoadTables() {
  Conversion from_gbk("UTF-8", "GBK");
  Conversion from_gb18030("UTF-8", "GB18030");
  if (!from_gbk.ok() || !from_gb18030.ok()) {
    return absl::FailedPreconditionError(
        "the C library has no GBK and GB18030 (gconv modules GBK.so and GB18030.so)");
  }
  for (int lead = 0x81; lead <= 0xFE; ++lead) {
    for (int trail = 0x40; trail <= 0xFE; ++trail) {
      const char bytes[] = {static_cast<char>(lead), static_cast<char>(trail)};
      const std::string_view code(bytes, sizeof(bytes));
      if (const auto c = OnlyCharacter(from_gb18030.Convert(code))) {
        characters_[TwoByteCode(code)] = *c;
      }
      if (const auto c = OnlyCharacter(from_gbk.Convert(code))) codes_[*c] = TwoByteCode(code);
    }
  }
  codes_[kEuro] = 0;
  codes_[kCircledPlus] = 0;
  return absl::OkStatus();
}

void Gbk::Append(char32_t character, std::string& bytes) const {
  if (character < 0x80) {
    bytes.push_back(static_cast<char>(character));
    return;
  }
  bytes.push_back(static_cast<char>(codes_[character] >> 8));
  bytes.push_back(static_cast<char>(codes_[character] & 0xFF));
}

absl::StatusOr<std::string> Gbk::Encode(std::string_view utf8, Escape escape) const {
  std::string bytes;
  bytes.reserve(utf8.size());
  while (!utf8.empty()) {
    const CodePoint first = FirstCodePoint(utf8);
    if (first.bytes == 0) return absl::InvalidArgumentError("not UTF-8");
    if (Has(first.value)) {
      Append(first.value, bytes);
    } else if (escape != nullptr) {
      bytes.append(escape(first.value));
    } else {
      return absl::InvalidArgumentError(absl::StrFormat("U+%04X is not in GBK", first.value));
    }
    utf8.remove_prefix(first.bytes);
  }
  return bytes;
}

size_t Gbk::DecodeByTable(std::string_view bytes, std::string& utf8) const {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  if (lead < 0x80 || lead == kLoneEuro) {
    AppendUtf8(lead < 0x80 ? lead : kEuro, utf8);
    return 1;
  }
  if (bytes.size() < 2) return 0;
  const uint16_t character = characters_[TwoByteCode(bytes)];
  if (character == 0) return 0;
  AppendUtf8(character, utf8);
  return 2;
}

absl::StatusOr<std::string> Gbk::Decode(std::string_view bytes) const {
  std::string utf8;
  utf8.reserve(bytes.size() * 3 / 2);
  std::optional<Conversion> four_bytes;
  for (size_t at = 0; at < bytes.size();) {
    const std::string_view rest = bytes.substr(at);
    size_t length = DecodeByTable(rest, utf8);
    if (length == 0 && IsFourByteLead(rest)) {
      if (!four_bytes) four_bytes.emplace("UTF-8", "GB18030");
      length = DecodeFourBytes(*four_bytes, rest, utf8);
    }
    if (length == 0) return absl::InvalidArgumentError(absl::StrCat("not GBK at byte ", at));
    at += length;
  }
  return utf8;
}

}  // namespace imageco::bridge::gateway
