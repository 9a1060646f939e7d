#include "clients/complaintctl/call/settle_all.h"

#include <map>
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
using complaint::v1::GetReplyRequest;
using complaint::v1::GetReplyResponse;
using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;
using complaint::v1::SettleReplyRequest;
using complaint::v1::SettleReplyResponse;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

FakeStatus RateLimited(absl::Duration retry_delay) {
  complaint::FakeDetails details;
  details.retry_delay = retry_delay;
  return Fail("RATE_LIMITED", details);
}

// A bridge with three unknown replies, which it lists one a page.
class SettleAllTest : public testing::Test {
 protected:
  SettleAllTest() {
    bridge_.on_list_replies = [this](const ListRepliesRequest& request,
                                     ListRepliesResponse& response) {
      lists_.push_back(request);
      std::vector<std::string> open;
      for (const auto& [id, finding] : findings_) {
        if (!finding) open.push_back(id);
      }
      const size_t page = request.page_token().empty() ? 0 : std::stoul(request.page_token());
      if (page >= open.size()) return FakeStatus{};
      response.add_replies()->set_transaction_id(open[page]);
      if (page + 1 < open.size()) response.set_next_page_token(std::to_string(page + 1));
      return FakeStatus{};
    };
    bridge_.on_settle_reply = [this](const SettleReplyRequest& request,
                                     SettleReplyResponse& response) {
      return Settle(request, response);
    };
    bridge_.on_get_reply = [this](const GetReplyRequest& request, GetReplyResponse& response) {
      response.mutable_reply()->set_state(complaint::v1::REPLY_STATE_DELIVERED);
      auto& finding = *response.mutable_reply()->mutable_finding();
      const auto& found = findings_[request.transaction_id()];
      finding.set_verdict(complaint::v1::VERDICT_DELIVERED);
      finding.set_settled_by(found->settled_by());
      finding.set_reason(found->reason());
      return FakeStatus{};
    };
  }

  FakeStatus Settle(const SettleReplyRequest& request, SettleReplyResponse& response) {
    if (before_settle_) {
      const FakeStatus status = before_settle_(request);
      if (status.code != absl::StatusCode::kOk) return status;
    }
    auto& finding = findings_[request.transaction_id()];
    if (finding) return Fail("REPLY_NOT_UNKNOWN");
    finding = request;
    response.mutable_reply()->set_transaction_id(request.transaction_id());
    response.mutable_reply()->set_state(complaint::v1::REPLY_STATE_NOT_DELIVERED);
    return FakeStatus{};
  }

  Ran Run(const std::string& typed, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"settle",          "--all",
                                          "--server",        bridge_.address(),
                                          "--isspid",        "39493002",
                                          "--from",          "2024-06-17T09:00:00Z",
                                          "--before",        "2024-06-17T10:00:00Z",
                                          "--not-delivered", "--by",
                                          "alice",           "--reason",
                                          "gateway was down"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunCtl(arguments, typed);
  }

  std::vector<std::string> SettledByAlice() {
    std::vector<std::string> ids;
    for (const auto& [id, finding] : findings_) {
      if (finding && finding->settled_by() == "alice") ids.push_back(id);
    }
    return ids;
  }

  void SettledByBob(const std::string& id) {
    findings_[id].emplace();
    findings_[id]->set_settled_by("bob");
    findings_[id]->set_reason("saw it");
  }

  FakeBridge bridge_;
  std::map<std::string, std::optional<SettleReplyRequest>> findings_ = {
      {"t1", {}}, {"t2", {}}, {"t3", {}}};
  std::vector<ListRepliesRequest> lists_;
  std::function<FakeStatus(const SettleReplyRequest&)> before_settle_;
};

TEST_F(SettleAllTest, ListsThemAsksForTheirNumberAndSettlesEach) {
  const Ran ran = Run("3\n");
  EXPECT_THAT(ran.out, StartsWith("STATE "));
  EXPECT_THAT(ran.err, HasSubstr("type their number, 3: "));
  EXPECT_THAT(ran.out, EndsWith("t1: settled as NOT_DELIVERED\nt2: settled as NOT_DELIVERED\n"
                                "t3: settled as NOT_DELIVERED\n\nSettled 3 of 3.\n"));
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(SettledByAlice(), ElementsAre("t1", "t2", "t3"));
  for (const auto& [id, finding] : findings_) {
    EXPECT_EQ(finding->isspid(), "39493002");
    EXPECT_EQ(finding->verdict(), complaint::v1::VERDICT_NOT_DELIVERED);
    EXPECT_EQ(finding->reason(), "gateway was down");
  }
}

TEST_F(SettleAllTest, ListsTheUnknownOnesOfTheMerchantAndTimeOnEveryPage) {
  Run("3\n", {"--page-size", "1"});
  ASSERT_EQ(lists_.size(), 3u);
  for (const ListRepliesRequest& request : lists_) {
    EXPECT_EQ(request.isspid(), "39493002");
    EXPECT_THAT(request.states(), ElementsAre(complaint::v1::REPLY_STATE_UNKNOWN));
    EXPECT_EQ(request.claimed_from().seconds(), 1718614800);
    EXPECT_EQ(request.claimed_before().seconds(), 1718618400);
    EXPECT_EQ(request.page_size(), 1);
  }
}

TEST_F(SettleAllTest, SettlesNothingWhereAnythingElseIsTyped) {
  for (const char* typed : {"2\n", "yes\n", "\n", "", "33\n"}) {
    const Ran ran = Run(typed);
    EXPECT_THAT(ran.err, EndsWith("Nothing was settled.\n")) << typed;
    EXPECT_EQ(ran.exit, ExitCode::kFailed);
  }
  EXPECT_THAT(SettledByAlice(), IsEmpty());
}

TEST_F(SettleAllTest, AsksNobodyWhereItsNumberIsGiven) {
  const Ran ran = Run("", {"--yes-settle", "3"});
  EXPECT_THAT(ran.err, IsEmpty());
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(SettledByAlice(), ElementsAre("t1", "t2", "t3"));
}

TEST_F(SettleAllTest, SettlesNothingWhereThereAreMoreThanTheNumberGiven) {
  const Ran ran = Run("3\n", {"--yes-settle", "2"});
  EXPECT_THAT(ran.err, StartsWith("Nothing was settled: there are 3 such replies, more than"));
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
  EXPECT_THAT(SettledByAlice(), IsEmpty());
}

TEST_F(SettleAllTest, IsDoneWhereNoneIsLeft) {
  findings_.clear();
  const Ran ran = Run("");
  EXPECT_EQ(ran.out, "There are no such replies.\n");
  EXPECT_EQ(ran.exit, ExitCode::kOk);
}

TEST_F(SettleAllTest, EndsAtAFailureAndGoesOnWithThoseThatAreLeft) {
  before_settle_ = [](const SettleReplyRequest& request) {
    return request.transaction_id() == "t2" ? Fail("LEDGER_UNAVAILABLE") : FakeStatus{};
  };
  const Ran failed = Run("", {"--yes-settle", "3"});
  EXPECT_THAT(failed.err, StartsWith("Failed: LEDGER_UNAVAILABLE (UNAVAILABLE)\n"));
  EXPECT_THAT(failed.err, HasSubstr("\n  transaction id  t2\n"));
  EXPECT_THAT(failed.out,
              EndsWith("Settled 1 of 3. Left: 2. Run it again: it goes on with them.\n"));
  EXPECT_EQ(failed.exit, ExitCode::kNothingSent);
  EXPECT_THAT(SettledByAlice(), ElementsAre("t1"));

  before_settle_ = {};
  const Ran again = Run("", {"--yes-settle", "3"});
  EXPECT_THAT(again.out, Not(HasSubstr("t1")));
  EXPECT_THAT(again.out, EndsWith("Settled 2 of 2.\n"));
  EXPECT_THAT(SettledByAlice(), ElementsAre("t1", "t2", "t3"));
}

TEST_F(SettleAllTest, SaysThatTheLastIsPerhapsRecordedWhereItsAnswerIsLost) {
  before_settle_ = [](const SettleReplyRequest&) {
    return FakeStatus{absl::StatusCode::kUnavailable, "upstream went away", ""};
  };
  const Ran ran = Run("3\n");
  EXPECT_THAT(ran.err, HasSubstr("\n  recorded        perhaps\n"));
  EXPECT_EQ(ran.exit, ExitCode::kOutcomeUnknown);
}

TEST_F(SettleAllTest, TellsAndSkipsWhatOthersSettledMeanwhile) {
  before_settle_ = [this](const SettleReplyRequest& request) {
    if (request.transaction_id() == "t2") SettledByBob("t2");
    return FakeStatus{};
  };
  const Ran ran = Run("3\n");
  EXPECT_THAT(ran.out, HasSubstr("\nt2: skipped, it is DELIVERED: delivered, says bob: saw it\n"));
  EXPECT_THAT(ran.out, EndsWith("Settled 2 of 3. Settled meanwhile by others: 1.\n"));
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(SettledByAlice(), ElementsAre("t1", "t3"));
}

TEST_F(SettleAllTest, SkipsWhatWasPurgedMeanwhile) {
  before_settle_ = [](const SettleReplyRequest& request) {
    return request.transaction_id() == "t1" ? Fail("REPLY_NOT_FOUND") : FakeStatus{};
  };
  bridge_.on_get_reply = [](const GetReplyRequest&, GetReplyResponse&) {
    return Fail("REPLY_NOT_FOUND");
  };
  EXPECT_THAT(Run("3\n").out, HasSubstr("\nt1: skipped, it is open no more\n"));
  EXPECT_THAT(SettledByAlice(), ElementsAre("t2", "t3"));
}

TEST_F(SettleAllTest, ComesBackWhenTheBridgeSaysSo) {
  int refused = 0;
  before_settle_ = [&](const SettleReplyRequest&) {
    return ++refused % 2 == 1 ? RateLimited(absl::Milliseconds(1)) : FakeStatus{};
  };
  EXPECT_EQ(Run("3\n").exit, ExitCode::kOk);
  EXPECT_EQ(refused, 6);
  EXPECT_THAT(SettledByAlice(), ElementsAre("t1", "t2", "t3"));
}

TEST_F(SettleAllTest, EndsWhereTheBridgeWouldHaveItWaitLongerThanACallMay) {
  before_settle_ = [](const SettleReplyRequest&) { return RateLimited(absl::Hours(1)); };
  const Ran ran = Run("3\n");
  EXPECT_THAT(ran.err, HasSubstr("RATE_LIMITED"));
  EXPECT_EQ(ran.exit, ExitCode::kNothingSent);
}

TEST_F(SettleAllTest, GivesScriptsALineForEachReply) {
  before_settle_ = [this](const SettleReplyRequest& request) {
    if (request.transaction_id() == "t2") SettledByBob("t2");
    if (request.transaction_id() == "t3") return Fail("CALLER_NOT_ALLOWED");
    return FakeStatus{};
  };
  const Ran ran = Run("", {"--yes-settle", "3", "--output", "json"});
  std::vector<json> lines;
  std::istringstream stream(ran.out);
  for (std::string line; std::getline(stream, line);) lines.push_back(json::parse(line));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0]["reply"]["state"], "REPLY_STATE_NOT_DELIVERED");
  EXPECT_EQ(lines[1]["error"]["reason"], "REPLY_NOT_UNKNOWN");
  EXPECT_EQ(lines[1]["error"]["transaction_id"], "t2");
  EXPECT_EQ(lines[2]["error"]["reason"], "CALLER_NOT_ALLOWED");
  EXPECT_THAT(ran.err, IsEmpty());
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST_F(SettleAllTest, WantsTheNumberOfScripts) {
  const Ran ran = Run("3\n", {"--output", "json"});
  EXPECT_THAT(ran.err, StartsWith("complaintctl settle: --yes-settle: is missing"));
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
  EXPECT_THAT(lists_, IsEmpty());
}

TEST_F(SettleAllTest, NamesTheFlagAtFault) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"yes-settle", "0"},  {"yes-settle", "all"},    {"yes-settle", "-1"},
      {"page-size", "501"}, {"transaction-id", "t1"},
  };
  for (const auto& [flag, value] : table) {
    const Ran ran = Run("3\n", {"--" + flag, value});
    EXPECT_THAT(ran.err, StartsWith("complaintctl settle: --" + flag + ": ")) << value;
    EXPECT_EQ(ran.exit, ExitCode::kUsage);
  }
}

TEST(SettleAll, NamesAllThatIsMissingAtOnce) {
  const Ran ran = RunCtl({"settle", "--all", "--server", kNobody});
  EXPECT_THAT(ran.err,
              StartsWith("complaintctl settle: --delivered or --not-delivered, --isspid, --from, "
                         "--before, --by, --reason: are missing\n"));
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
}

TEST(SettleAll, HasFlagsOfItsOwn) {
  for (const char* flag : {"from", "before", "page-size", "yes-settle"}) {
    const Ran ran = RunCtl({"settle", "--server", kNobody, "--transaction-id", "t1", "--delivered",
                            "--by", "a", "--reason", "r", std::string("--") + flag, "1"});
    EXPECT_THAT(ran.err, HasSubstr(std::string("--") + flag + ": goes with --all alone\n"));
    EXPECT_EQ(ran.exit, ExitCode::kUsage);
  }
}

}  // namespace
}  // namespace imageco::complaintctl
