#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/cpp/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::FakeBridge;
using complaint::FakeStatus;
using complaint::v1::WhoAmIResponse;
using ::testing::HasSubstr;

Ran Whoami(FakeBridge& bridge, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"whoami", "--server", bridge.address()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return RunCtl(arguments);
}

TEST(WhoamiCommandTest, TellsWhoWeAreAndWhatWeMayDo) {
  FakeBridge bridge;
  bridge.on_who_am_i = [](const auto&, WhoAmIResponse& response) {
    response.set_identity("token:shop");
    response.set_credential(complaint::v1::CREDENTIAL_TOKEN);
    response.set_address("ipv4:127.0.0.1:9");
    response.mutable_expire_time()->set_seconds(1'700'000'000);
    auto& first = *response.add_permissions();
    first.add_methods("Reply");
    first.add_methods("GetReply");
    first.add_isspids("39493002");
    first.add_seller_accounts("a");
    first.set_rate_per_second(2.5);
    response.add_permissions()->add_methods("ListReplies");
    return FakeStatus{};
  };
  const Ran ran = Whoami(bridge);
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_EQ(ran.out,
            "token:shop\n"
            "  credential      TOKEN\n"
            "  expires         2023-11-14T22:13:20Z\n"
            "  address         ipv4:127.0.0.1:9\n"
            "  may             Reply, GetReply for 39493002, accounts a, at most 2.5 calls a "
            "second\n"
            "  may             ListReplies for every merchant\n");
}

TEST(WhoamiCommandTest, TellsThatNobodyKnowsUs) {
  FakeBridge bridge;
  bridge.on_who_am_i = [](const auto&, WhoAmIResponse&) { return FakeStatus{}; };
  const Ran ran = Whoami(bridge);
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(ran.out, HasSubstr("Nobody the bridge knows\n"));
  EXPECT_THAT(ran.out, HasSubstr("nothing\n"));
  EXPECT_THAT(Whoami(bridge, {"--output", "json"}).out, HasSubstr("{"));
}

TEST(WhoamiCommandTest, TellsWhyWhatWeShowCountsForNothing) {
  FakeBridge bridge;
  bridge.on_who_am_i = [](const auto&, WhoAmIResponse&) {
    FakeStatus status = complaint::Fail("CALLER_NOT_ALLOWED");
    status.message = "the caller's token is refused: it has expired";
    return status;
  };
  const Ran ran = Whoami(bridge);
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
  EXPECT_THAT(ran.err, HasSubstr("it has expired"));
}

TEST(WhoamiCommandTest, ShowsOurToken) {
  FakeBridge bridge;
  bridge.on_who_am_i = [](const auto&, WhoAmIResponse&) { return FakeStatus{}; };
  const TestFile token(" the-token\n");
  EXPECT_EQ(Whoami(bridge, {"--token-file", token.path()}).exit, ExitCode::kOk);
  EXPECT_EQ(bridge.authorization(), "Bearer the-token");
}

}  // namespace
}  // namespace imageco::complaintctl
