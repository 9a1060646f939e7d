#include "tests/sandbox/signature.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sandbox/sign_scheme_json.h"
#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using Json = nlohmann::json;

SignScheme ToScheme(const Json& json) {
  Faults faults;
  const SignScheme scheme = ReadSignScheme(ObjectReader(json, "", faults));
  EXPECT_TRUE(faults.empty()) << faults.at(0);
  return scheme;
}

class SignVectors : public testing::TestWithParam<Json> {};

TEST_P(SignVectors, AreReproduced) {
  const Json& vector = GetParam();
  const SignScheme scheme = ToScheme(vector["scheme"]);
  const auto message = vector["message"].get<std::string>();
  EXPECT_EQ(CanonicalText(scheme, message), vector["canonical"]) << vector["name"];
  EXPECT_EQ(Sign(scheme, vector["key"].get<std::string>(), message), vector["sign"]);
}

TEST_P(SignVectors, StayTheSameOnceTheSignStandsInTheMessage) {
  const Json& vector = GetParam();
  const SignScheme scheme = ToScheme(vector["scheme"]);
  auto message = vector["message"].get<std::string>();
  message.insert(message.size() - 1, ",\"sign\":\"" + vector["sign"].get<std::string>() + "\"");
  EXPECT_EQ(Sign(scheme, vector["key"].get<std::string>(), message), vector["sign"]);
}

INSTANTIATE_TEST_SUITE_P(All, SignVectors,
                         testing::ValuesIn(Json::parse(ReadVector("signing.json"))));

TEST(Signature, DefaultsToSortedPairsWithTheKeyNamedAtTheEnd) {
  EXPECT_EQ(Sign(SignScheme(), "K", R"({"b":"2","a":"1","sign":"x"})"),
            Md5Hex("a=1&b=2&key=K", HexCase::kUpper));
}

TEST(Signature, LeavesEmptyAndNullOut) {
  EXPECT_EQ(CanonicalText(SignScheme(), R"({"a":"","b":null,"c":"null","d":{}})"), "c=null&d={}");
}

TEST(Signature, SortsByBytes) {
  EXPECT_EQ(CanonicalText(SignScheme(), R"({"a_b":"1","aB":"2","ab":"3","Z":"4"})"),
            "Z=4&aB=2&a_b=1&ab=3");
}

TEST(Signature, CanWrapSortedPairsToo) {
  SignScheme scheme;
  scheme.key = KeyPlacement::kWrap;
  EXPECT_EQ(Sign(scheme, "K", R"({"a":"1"})"), Md5Hex("Ka=1K", HexCase::kUpper));
}

TEST(Signature, DoesNotExistOutsideTheCharset) {
  SignScheme scheme;
  scheme.charset = Charset::kGbk;
  EXPECT_EQ(Sign(scheme, "K", R"({"a":"😀"})"), std::nullopt);
}

TEST(Signature, DoesNotExistForOtherText) {
  EXPECT_EQ(Sign(SignScheme(), "K", "[]"), std::nullopt);
}

TEST(Signature, MacsRawBytesBetweenTheKey) {
  EXPECT_EQ(Mac("K", "\xB2\xE9"), Md5Hex("K\xB2\xE9K", HexCase::kLower));
}

}  // namespace
}  // namespace imageco::sandbox
