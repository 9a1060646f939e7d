#include <google/protobuf/text_format.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"
#include "bridge/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

TEST(TokenMakeCommandTest, ShowsATokenAndWhatTheConfigurationHasOfIt) {
  const Ran ran = RunCtl({"token", "make", "--name", "the \"shop\""});
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(ran.out, MatchesRegex("complaint-[0-9a-f]+\n"));
  EXPECT_EQ(ran.out.size(), 10 + 64 + 1u);
  const std::string token(absl::StripSuffix(ran.out, "\n"));
  EXPECT_THAT(ran.err, Not(HasSubstr(token)));
  bridge::config::v1::BridgeConfig config;
  const std::string line = ran.err.substr(ran.err.find("callers {"));
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(line, &config)) << line;
  EXPECT_EQ(config.callers(0).token().name(), "the \"shop\"");
  const auto digest = bridge::Sha256Of(token).value();
  EXPECT_EQ(config.callers(0).token().sha256(0),
            absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

TEST(TokenMakeCommandTest, MakesAnotherEachTime) {
  const auto make = [] { return RunCtl({"token", "make", "--name", "a"}).out; };
  EXPECT_NE(make(), make());
}

TEST(TokenMakeCommandTest, WantsAName) {
  const Ran ran = RunCtl({"token", "make"});
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
  EXPECT_THAT(ran.err, HasSubstr("--name"));
}

}  // namespace
}  // namespace imageco::complaintctl
