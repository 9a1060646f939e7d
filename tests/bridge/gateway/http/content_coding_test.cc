#include "bridge/gateway/http/content_coding.h"

#include <zlib.h>

#include <string>

#include <gtest/gtest.h>

#include "absl/status/status.h"

namespace imageco::bridge::gateway {
namespace {

constexpr size_t kInflatedBytesMax = 100'000;
constexpr int kGzip = 15 + 16;
constexpr int kZlib = 15;
constexpr int kRaw = -15;

// As deflateInit2 wants it.
std::string Compress(const std::string& text, int window_bits) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = text.size();
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = out.size();
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

std::string Undo(const std::vector<std::string>& codings, const std::string& bytes) {
  const auto undone = UndoCodings(codings, bytes, kInflatedBytesMax);
  return undone.ok() ? *undone : std::string(undone.status().message());
}

std::string LongText() {
  std::string text;
  for (int i = 0; text.size() < 50'000; ++i) text += std::to_string(i * 7919);
  return text;
}

TEST(ContentCoding, LeavesWhatIsNotCodedAlone) {
  EXPECT_EQ(Undo({}, "hello"), "hello");
  EXPECT_EQ(Undo({"gzip"}, ""), "");
}

TEST(ContentCoding, UndoesGzipAndBothKindsOfDeflate) {
  for (const std::string& text : {std::string("hello"), std::string(1, 'x'), LongText()}) {
    EXPECT_EQ(Undo({"gzip"}, Compress(text, kGzip)), text);
    EXPECT_EQ(Undo({"deflate"}, Compress(text, kZlib)), text);
    EXPECT_EQ(Undo({"deflate"}, Compress(text, kRaw)), text);
  }
}

TEST(ContentCoding, UndoesSeveralInTheirOrder) {
  EXPECT_EQ(Undo({"gzip", "deflate"}, Compress(Compress("hello", kZlib), kGzip)), "hello");
}

TEST(ContentCoding, TakesAGzipBodyOfSeveralMembers) {
  EXPECT_EQ(Undo({"gzip"}, Compress("hel", kGzip) + Compress("lo", kGzip)), "hello");
}

TEST(ContentCoding, RefusesACutAtEveryByte) {
  for (const int window_bits : {kGzip, kZlib, kRaw}) {
    const std::string whole = Compress("hello, hello, hello", window_bits);
    for (size_t bytes = 1; bytes < whole.size(); ++bytes) {
      const auto undone = UndoCodings({window_bits == kGzip ? "gzip" : "deflate"},
                                      whole.substr(0, bytes), kInflatedBytesMax);
      EXPECT_TRUE(absl::IsInvalidArgument(undone.status())) << window_bits << " at " << bytes;
    }
  }
}

TEST(ContentCoding, RefusesWhatLiesBehind) {
  EXPECT_EQ(Undo({"gzip"}, Compress("hello", kGzip) + "x"), "the answer is no whole gzip body");
  EXPECT_EQ(Undo({"deflate"}, Compress("hello", kZlib) + "x"),
            "the answer is no whole deflate body");
}

TEST(ContentCoding, RefusesWrongChecksums) {
  std::string wrong = Compress("hello", kGzip);
  wrong[wrong.size() - 5] ^= 1;
  EXPECT_EQ(Undo({"gzip"}, wrong), "the answer is no whole gzip body");
}

TEST(ContentCoding, RefusesOtherCodingsAndTooMany) {
  EXPECT_EQ(Undo({"br"}, "hello"), "the answer has a coding that nobody asked for");
  EXPECT_EQ(Undo({"gzip", "gzip", "gzip", "gzip"}, "x"), "the answer has too many codings");
}

TEST(ContentCoding, StopsAtBytesMax) {
  const std::string most(kInflatedBytesMax, 'x');
  EXPECT_EQ(Undo({"gzip"}, Compress(most, kGzip)), most);
  for (const int window_bits : {kGzip, kZlib, kRaw}) {
    const auto undone = UndoCodings({window_bits == kGzip ? "gzip" : "deflate"},
                                    Compress(most + 'x', window_bits), kInflatedBytesMax);
    EXPECT_TRUE(absl::IsResourceExhausted(undone.status())) << window_bits;
  }
  const auto bomb =
      UndoCodings({"gzip"}, Compress(std::string(50'000'000, 'x'), kGzip), kInflatedBytesMax);
  EXPECT_EQ(bomb.status().message(), "the answer is longer than gateway.answer_bytes_max");
}

}  // namespace
}  // namespace imageco::bridge::gateway
