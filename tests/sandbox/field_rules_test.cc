#include "tests/sandbox/field_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> ViolationsOf(const Members& members) {
  Verdict verdict;
  std::vector<std::string> names;
  for (const auto& [name, value] : members) {
    names.push_back(name);
    verdict.fields.try_emplace(name, value);
  }
  CheckNames(names, Format::kJson, verdict);
  CheckValues(JsonEndpoint(), verdict);
  return verdict.violations();
}

// What is wrong with the vendor's sample once this field has this value.
std::vector<std::string> ViolationsOf(const std::string& name, const std::string& value) {
  return ViolationsOf(With(SampleMembers(), name, value));
}

TEST(FieldRules, AcceptsWithoutTheOptionalFields) {
  Members members = SampleMembers();
  members.resize(7);
  EXPECT_THAT(ViolationsOf(members), IsEmpty());
}

TEST(FieldRules, NamesEveryRequiredFieldThatIsMissing) {
  for (std::size_t i = 0; i < 7; ++i) {
    const std::string name = SampleMembers()[i].first;
    EXPECT_THAT(ViolationsOf(Without(SampleMembers(), name)), ElementsAre(name + ": missing"));
  }
}

TEST(FieldRules, NamesEveryFieldThatIsEmpty) {
  EXPECT_THAT(ViolationsOf("transaction_id", ""), ElementsAre("transaction_id: empty"));
  EXPECT_THAT(ViolationsOf("response_images", ""),
              ElementsAre("response_images: empty, must be absent instead"));
  EXPECT_THAT(ViolationsOf("jump_url", ""), ElementsAre("jump_url: empty, must be absent instead"));
  EXPECT_THAT(ViolationsOf("jump_url_text", ""),
              ElementsAre("jump_url_text: empty, must be absent instead"));
}

TEST(FieldRules, CountsCharactersNotBytes) {
  EXPECT_THAT(ViolationsOf("response_content", Characters(200)), IsEmpty());
  EXPECT_THAT(ViolationsOf("response_content", Characters(201)),
              ElementsAre("response_content: 201 characters, at most 200"));
  EXPECT_THAT(ViolationsOf("jump_url_text", "😀😀😀😀😀😀😀😀😀😀"), IsEmpty());
  EXPECT_THAT(ViolationsOf("jump_url_text", Characters(11)),
              ElementsAre("jump_url_text: 11 characters, at most 10"));
}

TEST(FieldRules, LimitsEveryField) {
  EXPECT_THAT(ViolationsOf("transaction_id", std::string(32, 'x')), IsEmpty());
  EXPECT_THAT(ViolationsOf("transaction_id", std::string(33, 'x')),
              ElementsAre("transaction_id: 33 characters, at most 32"));
  EXPECT_THAT(ViolationsOf("seller_account", std::string(65, 'x')),
              ElementsAre("seller_account: 65 characters, at most 64"));
  EXPECT_THAT(ViolationsOf("complaint_id", std::string(65, 'x')),
              ElementsAre("complaint_id: 65 characters, at most 64"));
  EXPECT_THAT(ViolationsOf("jump_url", "https://a/" + std::string(502, 'x')), IsEmpty());
  EXPECT_THAT(ViolationsOf("jump_url", "https://a/" + std::string(503, 'x')),
              ElementsAre("jump_url: 513 characters, at most 512"));
}

TEST(FieldRules, WantsTheConstantsAndTheMerchantsNumbers) {
  EXPECT_THAT(ViolationsOf("request_type", "other"),
              ElementsAre("request_type: other, expected risk_complaints_resp_request"));
  EXPECT_THAT(ViolationsOf("isspid", "1"), ElementsAre("isspid: 1, expected 39493002"));
  EXPECT_THAT(ViolationsOf("system_id", "1"), ElementsAre("system_id: 1, expected 8888"));
}

TEST(FieldRules, WantsOneToFourImages) {
  EXPECT_THAT(ViolationsOf("response_images", "a"), IsEmpty());
  EXPECT_THAT(ViolationsOf("response_images", "a|b|c|d"), IsEmpty());
  EXPECT_THAT(ViolationsOf("response_images", "a|b|c|d|e"),
              ElementsAre("response_images: 5 ids, at most 4"));
  for (const char* const images : {"|", "a|", "|a", "a||b"}) {
    EXPECT_THAT(ViolationsOf("response_images", images),
                ElementsAre("response_images: an empty id"));
  }
}

TEST(FieldRules, WantsAnHttpsLinkWithAHost) {
  for (const char* const good :
       {"https://a", "https://a:8443/b?c=d#e", "https://u@a/", "https://[::1]/"}) {
    EXPECT_THAT(ViolationsOf("jump_url", good), IsEmpty()) << good;
  }
  for (const std::string bad : {"http://a", "https://", "https:///b", "https://:443/", "https://?a",
                                "https://u@/", "https://a/b c", "https://a/\n", "www.xxx.com"}) {
    EXPECT_THAT(ViolationsOf("jump_url", bad),
                ElementsAre("jump_url: " + bad + ", expected https:// and a host"));
  }
}

TEST(FieldRules, WantsLinkAndTextBothOrNot) {
  EXPECT_THAT(ViolationsOf(Without(SampleMembers(), "jump_url")),
              ElementsAre("jump_url: missing beside jump_url_text"));
  EXPECT_THAT(ViolationsOf(Without(SampleMembers(), "jump_url_text")),
              ElementsAre("jump_url_text: missing beside jump_url"));
}

TEST(FieldRules, WantsTheVendorsOrder) {
  Members members = SampleMembers();
  std::swap(members[1], members[2]);
  EXPECT_THAT(ViolationsOf(members), ElementsAre("order: isspid stands after transaction_id"));
}

TEST(FieldRules, RefusesUnknownAndRepeatedMembers) {
  EXPECT_THAT(ViolationsOf("extra", "1"), ElementsAre("extra: unknown"));
  Members members = SampleMembers();
  members.insert(members.begin() + 2, {"isspid", "39493002"});
  EXPECT_THAT(ViolationsOf(members), ElementsAre("isspid: repeated"));
}

TEST(FieldRules, KnowsASignInJsonButNotInXml) {
  Verdict json;
  CheckNames({"request_type", "sign"}, Format::kJson, json);
  EXPECT_THAT(json.violations(), IsEmpty());
  Verdict xml;
  CheckNames({"request_type", "sign"}, Format::kXml, xml);
  EXPECT_THAT(xml.violations(), ElementsAre("sign: unknown"));
}

TEST(FieldRules, NamesEachNameThatStandsTooLate) {
  Verdict verdict;
  CheckNames({"jump_url", "isspid", "system_id", "jump_url_text"}, Format::kXml, verdict);
  EXPECT_THAT(verdict.violations(), ElementsAre("order: isspid stands after jump_url",
                                                "order: system_id stands after jump_url"));
}

}  // namespace
}  // namespace imageco::sandbox
