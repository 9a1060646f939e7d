#include "clients/complaintctl/sign/scheme.h"

#include <set>

#include "bridge/gateway/signature/signature.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using ::testing::ElementsAre;

absl::StatusOr<config::v1::Signature> MakeFrom(const std::vector<std::string>& arguments) {
  return MakeScheme(ParseFlags(SchemeFlags(), arguments));
}

std::string FaultOfScheme(const std::vector<std::string>& arguments) {
  return Fault(MakeFrom(arguments));
}

TEST(MakeScheme, LeavesUnsetWhatIsNotGiven) { EXPECT_EQ(MakeFrom({})->SerializeAsString(), ""); }

TEST(MakeScheme, TakesEverySetting) {
  const auto scheme = MakeFrom({"--canonical", "body", "--key", "prepend", "--charset", "gbk",
                                "--nested", "flatten", "--digest", "hmac_md5", "--hex", "lower"});
  ASSERT_TRUE(scheme.ok());
  EXPECT_EQ(scheme->canonical(), config::v1::CANONICAL_BODY);
  EXPECT_EQ(scheme->key_placement(), config::v1::KEY_PLACEMENT_PREPEND);
  EXPECT_EQ(scheme->charset(), config::v1::CHARSET_GBK);
  EXPECT_EQ(scheme->nested(), config::v1::NESTED_FLATTEN);
  EXPECT_EQ(scheme->digest(), config::v1::DIGEST_HMAC_MD5);
  EXPECT_EQ(scheme->hex_case(), config::v1::HEX_CASE_LOWER);
}

TEST(MakeScheme, TakesTheNamesThatManualsUse) {
  EXPECT_EQ(MakeFrom({"--canonical", "key_wrapped_body"})->canonical(), config::v1::CANONICAL_BODY);
  EXPECT_EQ(MakeFrom({"--charset", "utf-8"})->charset(), config::v1::CHARSET_UTF8);
  EXPECT_EQ(MakeFrom({"--digest", "SHA-256"})->digest(), config::v1::DIGEST_SHA256);
  EXPECT_EQ(MakeFrom({"--digest", "hmac-sha256"})->digest(), config::v1::DIGEST_HMAC_SHA256);
}

TEST(MakeScheme, TakesEveryValueThatTheHelpShows) {
  for (const SchemeSetting& setting : SchemeSettings()) {
    for (const std::string& value : setting.ValueNames()) {
      const auto scheme = MakeFrom({"--" + setting.flag, value});
      ASSERT_TRUE(scheme.ok()) << scheme.status();
      EXPECT_EQ(ValueName(*scheme, setting), value);
    }
  }
}

TEST(MakeScheme, NamesTheFlagAtFaultAndWhatItTakes) {
  EXPECT_EQ(FaultOfScheme({"--key", "before"}),
            "--key: wants one of append_named, append, prepend, wrap");
  EXPECT_EQ(FaultOfScheme({"--hex", ""}), "--hex: wants one of upper, lower");
  EXPECT_EQ(FaultOfScheme({"--digest", "unspecified"}),
            "--digest: wants one of md5, hmac_md5, sha256, hmac_sha256");
}

TEST(MakeCharset, IsUnsetWithoutItsFlag) {
  const std::vector<Flag> flags = {{"of", "CHARSET", ""}};
  EXPECT_EQ(*MakeCharset(ParseFlags(flags, {}), "of"), config::v1::CHARSET_UNSPECIFIED);
  EXPECT_EQ(*MakeCharset(ParseFlags(flags, {"--of", "gbk"}), "of"), config::v1::CHARSET_GBK);
  EXPECT_EQ(MakeCharset(ParseFlags(flags, {"--of", "big5"}), "of").status().message(),
            "--of: wants one of utf8, gbk");
}

TEST(SchemeSettings, AreAllEnumsOfTheConfigurationThatChangeTheSign) {
  std::set<std::string> names;
  for (const SchemeSetting& setting : SchemeSettings()) names.insert(setting.field->name());
  const auto* signature = config::v1::Signature::descriptor();
  for (int i = 0; i < signature->field_count(); ++i) {
    const auto& field = *signature->field(i);
    const bool changes_sign = field.enum_type() != nullptr && field.name() != "answer_sign";
    EXPECT_EQ(names.contains(field.name()), changes_sign) << field.name();
  }
}

TEST(AllSchemes, BeginsWithTheDefault) {
  const config::v1::Signature first = AllSchemes().front();
  EXPECT_EQ(first.SerializeAsString(), bridge::gateway::WithDefaults({}).SerializeAsString());
}

TEST(AllSchemes, HoldsEverySchemeOnce) {
  // 4 places of the key x 2 charsets x (4 texts of members x 3 kinds of nested + body); HMAC: one
  // place.
  constexpr size_t kPlain = 4 * 2 * (4 * 3 + 1);
  constexpr size_t kHmac = 2 * (4 * 3 + 1);
  std::set<std::string> schemes;
  for (const config::v1::Signature& scheme : AllSchemes()) {
    schemes.insert(scheme.SerializeAsString());
  }
  EXPECT_EQ(schemes.size(), (kPlain + kHmac) * 2 * 2);
  EXPECT_EQ(AllSchemes().size(), schemes.size());
}

TEST(SchemeFlags, ShowTheValuesInTheHelp) {
  EXPECT_THAT(SchemeSettings()[1].ValueNames(),
              ElementsAre("append_named", "append", "prepend", "wrap"));
  EXPECT_EQ(SchemeFlags()[1].value, "append_named|append|prepend|wrap");
  EXPECT_EQ(SchemeFlags()[1].help, "signature.key_placement of the configuration.");
}

}  // namespace
}  // namespace imageco::complaintctl
