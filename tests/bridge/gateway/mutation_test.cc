// The checks of the fuzz programs on mutated samples, the same ones every time.

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/vectors.h"
#include "tests/fuzz/answer_check.h"
#include "tests/fuzz/gbk_check.h"
#include "tests/fuzz/json_reader_check.h"
#include "tests/fuzz/received_message_check.h"
#include "tests/fuzz/xml_reader_check.h"

namespace imageco::bridge::gateway {
namespace {

constexpr int kRounds = 10000;

// Pieces that mean something to one of the readers.
constexpr std::string_view kPieces[] = {"\"",
                                        "\\",
                                        "\\u",
                                        "\\ud83d",
                                        "\\u0000",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        ":",
                                        ",",
                                        "null",
                                        "1e9",
                                        "\"sign\":\"\",",
                                        "<",
                                        ">",
                                        "</",
                                        "/>",
                                        "&#",
                                        "&#0;",
                                        "&#x",
                                        "&amp;",
                                        ";",
                                        "<![CDATA[",
                                        "]]>",
                                        "<!--",
                                        "-->",
                                        "<?",
                                        "?>",
                                        "<!DOCTYPE a>",
                                        "<id>9999</id>",
                                        "&xml=",
                                        "&mac=",
                                        "%",
                                        "%3C",
                                        "+",
                                        "\x80",
                                        "\xFF",
                                        "\x81\x5C",
                                        "\x81\x5D",
                                        "\x81\x30\x81\x30",
                                        "\x94\x39\xFC\x36",
                                        "\xE5\xA4",
                                        "\xED\xA0\x80",
                                        "\xEF\xBB\xBF",
                                        "encoding=\"UTF-8\"",
                                        "\r\n",
                                        " "};

// Changes texts at random, the same way for the same seed on every platform.
class Mutator {
 public:
  explicit Mutator(uint32_t seed) : random_(seed) {}

  size_t Below(size_t bound) { return random_() % bound; }

  std::string Mutate(std::string text, const std::vector<std::string>& others) {
    for (size_t changes = 1 + Below(4); changes > 0; --changes) Change(text, others);
    return text;
  }

 private:
  void Change(std::string& text, const std::vector<std::string>& others) {
    const size_t at = Below(text.size() + 1);
    const size_t bytes = Below(text.size() - at + 1) % (1 + Below(64));
    switch (Below(7)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << Below(8)));
        break;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(random_());
        break;
      case 2:
        text.insert(at, kPieces[Below(std::size(kPieces))]);
        break;
      case 3:
        text.erase(at, bytes);
        break;
      case 4:
        text.insert(Below(text.size() + 1), text.substr(at, bytes));
        break;
      case 5:
        text.resize(at);
        break;
      default: {
        const std::string& other = others[Below(others.size())];
        text = text.substr(0, at) + other.substr(Below(other.size() + 1));
      }
    }
  }

  std::mt19937 random_;
};

// What a reader is given to start with: messages that it takes.
std::vector<std::string> Seeds() {
  const std::string xml = ReadVector("samples/response.xml");
  return {
      ReadVector("samples/request.json"),
      ReadVector("samples/request.xml"),
      xml,
      WithMac(xml),
      WithSign(JsonMerchant(), kAnswerJson),
      *SharedGbk()->Encode(WithSign(GbkJsonMerchant(), kAnswerJson)),
      SignVectors().back().Signed(),
      Replaced(xml, "<result>",
               "<new a='1'>x<b/><![CDATA[&#0;]]>y&amp;&#65;<!-- c --></new><result>"),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><business_trans><a>回😀</a></business_trans>",
      "\x80\xA2\xE3\xB8\xB4\x81\x5C\x94\x39\xFC\x36\x81\x30\x81\x30 a",
  };
}

void ExpectPromisesKept(absl::Status (*check)(std::string_view), uint32_t seed) {
  const std::vector<std::string> seeds = Seeds();
  Mutator mutator(seed);
  for (int round = 0; round < kRounds; ++round) {
    const std::string input = mutator.Mutate(seeds[mutator.Below(seeds.size())], seeds);
    const absl::Status status = check(input);
    ASSERT_TRUE(status.ok()) << status << " in round " << round << " by "
                             << testing::PrintToString(input);
  }
}

TEST(Mutation, SeedsKeepEveryPromise) {
  for (const std::string& seed : Seeds()) {
    for (const auto check :
         {&CheckJsonReader, &CheckXmlReader, &CheckGbk, &CheckAnswer, &CheckReceivedMessage}) {
      EXPECT_EQ(check(seed), absl::OkStatus()) << seed;
    }
  }
}

TEST(Mutation, OfJsonBreaksNoPromise) { ExpectPromisesKept(&CheckJsonReader, 1); }

TEST(Mutation, OfXmlBreaksNoPromise) { ExpectPromisesKept(&CheckXmlReader, 2); }

TEST(Mutation, OfGbkBreaksNoPromise) { ExpectPromisesKept(&CheckGbk, 3); }

TEST(Mutation, OfAnswersBreaksNoPromise) { ExpectPromisesKept(&CheckAnswer, 4); }

TEST(Mutation, OfReceivedMessagesBreaksNoPromise) { ExpectPromisesKept(&CheckReceivedMessage, 5); }

}  // namespace
}  // namespace imageco::bridge::gateway
