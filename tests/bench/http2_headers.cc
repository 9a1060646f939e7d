#include "tests/bench/http2_headers.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace imageco::bench {
namespace {

constexpr char kMethodPost = '\x83';  // of the static table, as the next
constexpr char kSchemeHttp = '\x86';
constexpr size_t kFirstDynamic = 62;
constexpr char kIncrementalIndexing = '\x40';
constexpr size_t kShortMax = 126;  // what one byte says of a length, or of an index

// Only for what one byte says.
char Short(size_t value) {
  if (value > kShortMax) std::abort();
  return static_cast<char>(value);
}

void AppendString(const std::string& text, std::string& block) {
  block += Short(text.size());
  block += text;
}

// Reads a block; what is cut reads as 0 and as empty.
class Reader {
 public:
  explicit Reader(absl::string_view block) : rest_(block) {}

  bool at_end() const { return rest_.empty(); }
  uint8_t Peek() const { return rest_.empty() ? 0 : static_cast<uint8_t>(rest_.front()); }

  // RFC 7541, 5.1.
  size_t Integer(int prefix_bits) {
    const size_t mask = (size_t{1} << prefix_bits) - 1;
    size_t value = Byte() & mask;
    if (value < mask) return value;
    for (int shift = 0; shift < 28; shift += 7) {
      const uint8_t byte = Byte();
      value += static_cast<size_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) break;
    }
    return value;
  }

  // None where it is in Huffman's code.
  std::optional<absl::string_view> Text() {
    const bool is_coded = (Peek() & 0x80) != 0;
    const absl::string_view text = rest_.substr(0, Integer(7));
    rest_.remove_prefix(text.size());
    if (is_coded) return std::nullopt;
    return text;
  }

 private:
  uint8_t Byte() {
    const uint8_t byte = Peek();
    if (!rest_.empty()) rest_.remove_prefix(1);
    return byte;
  }

  absl::string_view rest_;
};

}  // namespace

HeaderBlocks EncodeHeaders(const std::vector<Header>& headers) {
  HeaderBlocks blocks{{kMethodPost, kSchemeHttp}, {kMethodPost, kSchemeHttp}};
  for (size_t i = 0; i < headers.size(); ++i) {
    blocks.first += kIncrementalIndexing;
    AppendString(headers[i].first, blocks.first);
    AppendString(headers[i].second, blocks.first);
    // The newest has the least index.
    blocks.next += static_cast<char>(Short(kFirstDynamic + headers.size() - 1 - i) | 0x80);
  }
  return blocks;
}

std::optional<std::string> FindHeader(absl::string_view block, absl::string_view name) {
  Reader reader(block);
  while (!reader.at_end()) {
    const uint8_t first = reader.Peek();
    if ((first & 0x80) != 0) {  // an indexed field
      reader.Integer(7);
    } else if ((first & 0xe0) == 0x20) {  // the table's size
      reader.Integer(5);
    } else {
      const bool has_own_name = reader.Integer((first & 0x40) != 0 ? 6 : 4) == 0;
      const auto own_name = has_own_name ? reader.Text() : std::nullopt;
      const auto value = reader.Text();
      if (own_name == name) return value ? std::optional(std::string(*value)) : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace imageco::bench
