#include <nlohmann/json.hpp>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/cpp/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::Fail;
using complaint::FakeBridge;
using complaint::FakeStatus;
using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<std::string> List(const std::string& server, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments = {"list", "--server", server};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

// An object a line.
std::vector<json> Lines(const std::string& text) {
  std::vector<json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  return lines;
}

// A bridge with the pages "" -> t1, "2" -> t2, "3" -> t3.
class ListCommandTest : public testing::Test {
 protected:
  ListCommandTest() {
    bridge_.on_list_replies = [this](const ListRepliesRequest& request,
                                     ListRepliesResponse& response) {
      requests_.push_back(request);
      const std::string page = request.page_token().empty() ? "1" : request.page_token();
      response.add_replies()->set_transaction_id("t" + page);
      if (page != "3") response.set_next_page_token(page == "1" ? "2" : "3");
      return FakeStatus{};
    };
  }

  FakeBridge bridge_;
  std::vector<ListRepliesRequest> requests_;
};

TEST_F(ListCommandTest, ShowsAllPages) {
  const Ran ran = RunCtl(List(bridge_.address()));
  EXPECT_THAT(ran.out, StartsWith("STATE "));
  for (const char* id : {"t1", "t2", "t3"}) EXPECT_THAT(ran.out, HasSubstr(id));
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_EQ(requests_.size(), 3u);
}

TEST_F(ListCommandTest, GivesARecordALineInJson) {
  const std::vector<json> lines = Lines(RunCtl(List(bridge_.address(), {"--output", "json"})).out);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2]["transaction_id"], "t3");
}

TEST_F(ListCommandTest, AsksForWhatTheFlagsSayOnEveryPage) {
  RunCtl(List(bridge_.address(), {"--state", "unknown", "--state", "not-delivered", "--isspid",
                                  "39493002", "--from", "2024-06-17T17:00:00+08:00", "--before",
                                  "2024-06-17T10:00:00Z", "--page-size", "7"}));
  ASSERT_EQ(requests_.size(), 3u);
  for (const ListRepliesRequest& request : requests_) {
    EXPECT_THAT(request.states(), ElementsAre(complaint::v1::REPLY_STATE_UNKNOWN,
                                              complaint::v1::REPLY_STATE_NOT_DELIVERED));
    EXPECT_EQ(request.isspid(), "39493002");
    EXPECT_EQ(request.claimed_from().seconds(), 1718614800);
    EXPECT_EQ(request.claimed_before().seconds(), 1718618400);
    EXPECT_EQ(request.page_size(), 7);
  }
}

TEST_F(ListCommandTest, AsksForEverythingWithoutFlags) {
  RunCtl(List(bridge_.address()));
  EXPECT_THAT(requests_.at(0).states(), IsEmpty());
  EXPECT_FALSE(requests_.at(0).has_claimed_from());
  EXPECT_FALSE(requests_.at(0).has_claimed_before());
  EXPECT_EQ(requests_.at(0).page_size(), 500);
}

TEST_F(ListCommandTest, ShowsWhatCameOfAListThatFailedMidway) {
  bridge_.on_list_replies = [](const ListRepliesRequest& request, ListRepliesResponse& response) {
    if (!request.page_token().empty()) return Fail("LEDGER_UNAVAILABLE");
    response.add_replies()->set_transaction_id("t1");
    response.set_next_page_token("2");
    return FakeStatus{};
  };
  const Ran people = RunCtl(List(bridge_.address()));
  EXPECT_THAT(people.out, HasSubstr("t1"));
  EXPECT_THAT(people.err, StartsWith("Failed: LEDGER_UNAVAILABLE (UNAVAILABLE)\n"));
  EXPECT_EQ(people.exit, ExitCode::kNothingSent);
  const Ran script = RunCtl(List(bridge_.address(), {"--output", "json"}));
  const std::vector<json> lines = Lines(script.out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["transaction_id"], "t1");
  EXPECT_EQ(lines[1]["error"]["reason"], "LEDGER_UNAVAILABLE");
  EXPECT_EQ(script.exit, ExitCode::kNothingSent);
}

TEST_F(ListCommandTest, DoesNotSayThatThereAreNoneWhereItFailed) {
  bridge_.on_list_replies = [](const ListRepliesRequest&, ListRepliesResponse&) {
    return Fail("LEDGER_UNAVAILABLE");
  };
  EXPECT_THAT(RunCtl(List(bridge_.address())).out, IsEmpty());
}

TEST_F(ListCommandTest, FailsWhereARecordHasNoJson) {
  bridge_.on_list_replies = [](const ListRepliesRequest&, ListRepliesResponse& response) {
    response.add_replies()->mutable_claim_time()->set_seconds(999'999'999'999);
    return FakeStatus{};
  };
  EXPECT_EQ(RunCtl(List(bridge_.address(), {"--output", "json"})).exit, ExitCode::kFailed);
}

TEST_F(ListCommandTest, SaysWhoMayList) {
  bridge_.on_list_replies = [](const ListRepliesRequest&, ListRepliesResponse&) {
    return Fail("CALLER_NOT_ALLOWED");
  };
  const Ran ran = RunCtl(List(bridge_.address()));
  EXPECT_THAT(ran.err, HasSubstr("`admin`"));
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST_F(ListCommandTest, NamesTheFlagAtFault) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"--state", "lost"},     {"--state", "unspecified"}, {"--from", "yesterday"},
      {"--before", "2024-06"}, {"--page-size", "0"},       {"--page-size", "501"},
      {"--page-size", "many"},
  };
  for (const auto& [flag, value] : table) {
    const Ran ran = RunCtl(List(kNobody, {flag, value}));
    EXPECT_THAT(ran.err, StartsWith("complaintctl list: " + flag + ": ")) << value;
    EXPECT_EQ(ran.exit, ExitCode::kUsage);
  }
}

}  // namespace
}  // namespace imageco::complaintctl
