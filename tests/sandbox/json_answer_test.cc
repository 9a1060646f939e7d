#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sandbox/answer.h"
#include "tests/sandbox/sign_scheme_json.h"
#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using Json = nlohmann::json;

std::string WithoutSign(const std::string& json) {
  return json.substr(0, json.find(",\"sign\"")) + "}";
}

TEST(JsonAnswer, IsTheVendorsSampleButForItsPlaceholderSign) {
  const std::string answer = EncodeJsonAnswer(JsonEndpoint(), SampleAnswerFields(), {});
  EXPECT_EQ(WithoutSign(answer), WithoutSign(ReadVector("samples/response.json")));
  EXPECT_EQ(answer, SignAnew(JsonEndpoint(), WithoutSign(answer)));
}

TEST(JsonAnswer, HasTheSignOfTheVectorsUnderEveryScheme) {
  for (const Json& vector : Json::parse(ReadVector("signing.json"))) {
    if (!vector["name"].get<std::string>().starts_with("sample response")) continue;
    Faults faults;
    Endpoint endpoint = JsonEndpoint();
    endpoint.sign = ReadSignScheme(ObjectReader(vector["scheme"], "", faults));
    const Json answer = Json::parse(EncodeJsonAnswer(endpoint, SampleAnswerFields(), {}));
    EXPECT_EQ(answer["sign"], vector["sign"]) << vector["name"];
  }
}

TEST(JsonAnswer, CanHaveAWrongSignOrNone) {
  const Json good = Json::parse(EncodeJsonAnswer(JsonEndpoint(), SampleAnswerFields(), {}));
  const Json wrong = Json::parse(
      EncodeJsonAnswer(JsonEndpoint(), SampleAnswerFields(), {SignFault::kWrong, false}));
  EXPECT_NE(wrong["sign"], good["sign"]);
  EXPECT_EQ(wrong["sign"].get<std::string>().size(), 32);
  const std::string missing =
      EncodeJsonAnswer(JsonEndpoint(), SampleAnswerFields(), {SignFault::kMissing, false});
  EXPECT_EQ(missing, WithoutSign(ReadVector("samples/response.json")));
}

TEST(JsonAnswer, SignsExtraNodesUnderEveryScheme) {
  for (const Json& vector : Json::parse(ReadVector("signing.json"))) {
    Faults faults;
    Endpoint endpoint = JsonEndpoint();
    endpoint.sign = ReadSignScheme(ObjectReader(vector["scheme"], "", faults));
    const std::string answer =
        EncodeJsonAnswer(endpoint, SampleAnswerFields(), {SignFault::kNone, true});
    EXPECT_EQ(Json::parse(answer)["sign"], Sign(endpoint.sign, endpoint.key, answer))
        << vector["scheme"];
  }
}

TEST(JsonAnswer, HasExtraNodesOfAllKindsBesideTheKnownOnes) {
  const Json answer =
      Json::parse(EncodeJsonAnswer(JsonEndpoint(), SampleAnswerFields(), {SignFault::kNone, true}));
  EXPECT_TRUE(answer["version"].is_number_integer());
  EXPECT_TRUE(answer["retry"].is_number_float());
  EXPECT_TRUE(answer["flags"].is_array());
  EXPECT_TRUE(answer["note"].is_null());
  EXPECT_TRUE(answer["final"].is_boolean());
  EXPECT_TRUE(answer["audit"].is_object());
  EXPECT_TRUE(answer["tail"].is_object());
  EXPECT_TRUE(answer["result"]["trace"].is_object());
  EXPECT_EQ(answer["result"]["id"], "0000");
  EXPECT_EQ(answer["transaction_id"], "resp202406170000000001");
}

TEST(JsonAnswer, IsInTheEndpointsCharset) {
  Endpoint endpoint = JsonEndpoint();
  endpoint.charset = Charset::kGbk;
  AnswerFields fields = SampleAnswerFields();
  fields.transaction_id = "😀";
  const std::string answer = EncodeJsonAnswer(endpoint, fields, {});
  const std::optional<std::string> text = DecodeText(answer, Charset::kGbk);
  ASSERT_TRUE(text);
  EXPECT_NE(text, answer);
  EXPECT_EQ(Json::parse(*text)["transaction_id"], "😀");
  EXPECT_EQ(Json::parse(*text)["sign"], Sign(endpoint.sign, endpoint.key, *text));
}

}  // namespace
}  // namespace imageco::sandbox
