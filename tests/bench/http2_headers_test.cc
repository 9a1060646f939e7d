#include "tests/bench/http2_headers.h"

#include <gtest/gtest.h>

namespace imageco::bench {
namespace {

using std::string_literals::operator""s;

TEST(EncodeHeaders, SaysAllOnceAndThenWhatTheServerRemembers) {
  const HeaderBlocks blocks = EncodeHeaders({{":path", "/a"}, {"te", "trailers"}});
  EXPECT_EQ(blocks.first,
            "\x83\x86"
            "\x40\x05:path\x02/a"
            "\x40\x02te\x08trailers");
  EXPECT_EQ(blocks.next, "\x83\x86\xbf\xbe");
}

TEST(FindHeader, ReadsFieldsOfEveryKindUpToTheOneOfThatName) {
  const std::string block =
      "\x88"               // an indexed field
      "\x20"               // the table's size
      "\x0f\x10\x04text"   // a value under a name of the static table
      "\x40\x04more\x01z"  // one to remember, which nobody does
      "\x10\x0bgrpc-status\x01"s +
      "4"  // one never to remember
      + "\x00\x0cgrpc-message\x03why"s;
  EXPECT_EQ(FindHeader(block, "grpc-status"), "4");
  EXPECT_EQ(FindHeader(block, "grpc-message"), "why");
  EXPECT_EQ(FindHeader(block, "grpc-encoding"), std::nullopt);
}

TEST(FindHeader, ReadsALengthOfMoreThanOneByte) {
  const std::string value(300, 'x');
  EXPECT_EQ(FindHeader("\x00\x01n\x7f\xad\x01"s + value, "n"), value);
}

TEST(FindHeader, FindsNothingInHuffmansCode) {
  EXPECT_EQ(FindHeader("\x00\x01n\x81\x07"s, "n"), std::nullopt);
}

TEST(FindHeader, TakesABlockThatIsCutAnywhere) {
  const std::string block = "\x88\x0f\x10\x04text\x00\x01n\x7f\xad\x01"s + std::string(300, 'x');
  for (size_t length = 0; length <= block.size(); ++length) {
    FindHeader(absl::string_view(block).substr(0, length), "n");
  }
}

}  // namespace
}  // namespace imageco::bench
