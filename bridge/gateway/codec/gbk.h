#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_GBK_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_GBK_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace imageco::bridge::gateway {

// GBK as far as its implementations agree: what Encode writes, glibc, Java, Windows and Python all
// read as the same character. Immutable, for any thread.
class Gbk {
 public:
  // Builds the tables from the C library. Fails where its GBK or GB18030 module is missing.
  static absl::StatusOr<std::shared_ptr<const Gbk>> Load();

  // Whether every implementation has the character, with the same bytes.
  bool Has(char32_t character) const {
    return character < 0x80 || (character < codes_.size() && codes_[character] != 0);
  }

  // What is written in place of a character that GBK lacks, in ASCII.
  using Escape = std::string (*)(char32_t character);

  // `utf8` in GBK. Fails where the text is not UTF-8, or lacks an escape for a character.
  absl::StatusOr<std::string> Encode(std::string_view utf8, Escape escape = nullptr) const;

  // UTF-8 of what a gateway may call GBK: GB18030, and 0x80 for the euro sign. Fails on anything
  // else, naming the byte.
  absl::StatusOr<std::string> Decode(std::string_view bytes) const;

 private:
  Gbk() = default;
  void Append(char32_t character, std::string& bytes) const;
  absl::Status LoadTables();
  // Appends the character at the start of `bytes` and gives its length in bytes; 0 where the tables
  // have none.
  size_t DecodeByTable(std::string_view bytes, std::string& utf8) const;

  std::array<uint16_t, 0x10000> codes_{};       // by BMP character; 0: not in GBK
  std::array<uint16_t, 0x10000> characters_{};  // by two-byte code of GB18030; 0: none
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_GBK_H_
