// kill -9 at every step of a reply. Then a new process on the same ledger is asked again for the
// same id: it never sends it twice, and it does not lie about what it does not know.
#include <sys/wait.h>

#include <semaphore>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using complaint::v1::REPLY_STATE_DELIVERED;
using complaint::v1::REPLY_STATE_UNKNOWN;
using grpc::StatusCode;
using sandbox::ConnectionEnd;
using sandbox::ConnectionFault;
using sandbox::FaultPlan;
using sandbox::FaultPoint;
using server::IsError;
using server::IsOk;

bool WasKilled(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }

// What those who come after are told.
enum class Then { kUnknown, kDelivered, kSendsIt };

class KillFixture : public ReplicaFixture {
 protected:
  using ReplicaFixture::ReplicaFixture;

  // Of two processes after each other, since what one found must hold for the next.
  void ExpectAfterRestart(Then then, size_t applied_before) {
    EXPECT_EQ(Applied("t-1"), applied_before);
    const auto received = gateway().counts().received;
    for (int restart = 0; restart < 2; ++restart) {
      const auto restarted = Launch();
      ExpectAnswer(*restarted, then);
      ExpectAnswer(*restarted, then);
    }
    EXPECT_EQ(gateway().counts().received, received + (then == Then::kSendsIt));
    EXPECT_EQ(Applied("t-1"), then == Then::kSendsIt ? 1u : applied_before);
    ExpectNoDuplicates();
  }

 private:
  void ExpectAnswer(Replica& replica, Then then) {
    const grpc::Status status = replica.ReplyUntilItEnds("t-1");
    if (then == Then::kUnknown) {
      EXPECT_THAT(status, IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
      EXPECT_EQ(replica.StateOf("t-1"), REPLY_STATE_UNKNOWN);
    } else {
      EXPECT_THAT(status, IsOk());
      EXPECT_EQ(replica.StateOf("t-1"), REPLY_STATE_DELIVERED);
    }
  }
};

// Steps that only the process itself knows of.
struct InnerCase {
  CrashStep step;
  size_t applied;
  Then then;
};

class InnerKillTest : public KillFixture,
                      public testing::WithParamInterface<std::tuple<LedgerKind, InnerCase>> {
 protected:
  InnerKillTest() : KillFixture(std::get<0>(GetParam())) {}
  const InnerCase& inner() const { return std::get<1>(GetParam()); }
};

TEST_P(InnerKillTest, SendsAtMostOnceAndTellsTheTruth) {
  const bool releases =
      inner().step == CrashStep::kBeforeRelease || inner().step == CrashStep::kAfterRelease;
  if (releases) {
    UseHttps("/json");
    PlanFault([](FaultPlan& plan) { plan.connection = {.at = FaultPoint::kAccept}; });
  }
  const auto dying = LaunchToDieAt(inner().step);
  const grpc::Status heard = dying->Reply("t-1");
  EXPECT_TRUE(WasKilled(dying->process().AwaitEnd()));
  EXPECT_FALSE(heard.ok());
  ExpectAfterRestart(inner().then, inner().applied);
}

INSTANTIATE_TEST_SUITE_P(
    Steps, InnerKillTest,
    testing::Combine(testing::ValuesIn(kLedgerKinds),
                     testing::Values(InnerCase{CrashStep::kBeforeClaim, 0, Then::kSendsIt},
                                     InnerCase{CrashStep::kAfterClaim, 0, Then::kUnknown},
                                     InnerCase{CrashStep::kBeforeSettle, 1, Then::kUnknown},
                                     InnerCase{CrashStep::kAfterSettle, 1, Then::kDelivered},
                                     InnerCase{CrashStep::kBeforeRelease, 0, Then::kUnknown},
                                     InnerCase{CrashStep::kAfterRelease, 0, Then::kSendsIt})),
    [](const auto& info) {
      return ToText(std::get<0>(info.param)) + "_" +
             std::string(ToText(std::get<1>(info.param).step));
    });

// Steps that the gateway sees.
struct WireCase {
  const char* name;
  bool https;
  FaultPoint at;
  size_t byte;
  ConnectionEnd end;
  size_t applied;
};

class WireKillTest : public KillFixture,
                     public testing::WithParamInterface<std::tuple<LedgerKind, WireCase>> {
 protected:
  WireKillTest() : KillFixture(std::get<0>(GetParam())) {
    wire().https ? UseHttps("/json") : UseHttp("/json");
  }
  const WireCase& wire() const { return std::get<1>(GetParam()); }
};

TEST_P(WireKillTest, SendsAtMostOnceAndTellsTheTruth) {
  const auto dying = Launch();
  std::binary_semaphore killed(0);
  PlanFault([&](FaultPlan& plan) {
    plan.connection = {.end = wire().end, .at = wire().at, .byte = wire().byte};
    plan.connection->reached = [&] {
      dying->process().Kill();
      killed.release();
    };
  });
  const grpc::Status heard = dying->Reply("t-1");
  killed.acquire();
  EXPECT_TRUE(WasKilled(dying->process().AwaitEnd()));
  EXPECT_FALSE(heard.ok());
  // What the dead process had sent is read to its end before the judge is asked.
  if (wire().applied > 0) AwaitReceived(1);
  ExpectAfterRestart(Then::kUnknown, wire().applied);
}

INSTANTIATE_TEST_SUITE_P(
    Steps, WireKillTest,
    testing::Combine(
        testing::ValuesIn(kLedgerKinds),
        testing::Values(
            WireCase{"Connecting", true, FaultPoint::kAccept, 0, ConnectionEnd::kHang, 0},
            WireCase{"FirstByteSent", false, FaultPoint::kRequestByte, 1, ConnectionEnd::kGoOn, 1},
            WireCase{"FirstByteSentRestLost", false, FaultPoint::kRequestByte, 1,
                     ConnectionEnd::kReset, 0},
            WireCase{"LastByteSent", false, FaultPoint::kAfterRequest, 0, ConnectionEnd::kGoOn, 1},
            WireCase{"FirstByteOfAnswer", false, FaultPoint::kAnswerByte, 1, ConnectionEnd::kGoOn,
                     1},
            WireCase{"FirstByteOfAnswerOverTls", true, FaultPoint::kAnswerByte, 1,
                     ConnectionEnd::kGoOn, 1})),
    [](const auto& info) {
      return ToText(std::get<0>(info.param)) + "_" + std::get<1>(info.param).name;
    });

// Many replies under way when the process dies.
class LoadKillTest : public ReplicaFixture,
                     public testing::WithParamInterface<std::tuple<LedgerKind, CrashStep>> {
 protected:
  LoadKillTest() : ReplicaFixture(std::get<0>(GetParam())) {}
};

TEST_P(LoadKillTest, AppliesNoneTwiceAndForgetsNoneThatWasAnswered) {
  constexpr int kReplies = 64;
  constexpr int kNth = 24;
  std::vector<std::string> delivered;
  {
    const auto dying = LaunchToDieAt(std::get<1>(GetParam()), kNth);
    std::vector<std::unique_ptr<server::PendingReply>> calls;
    for (int i = 0; i < kReplies; ++i) {
      calls.push_back(dying->StartReply("t-" + std::to_string(i)));
    }
    for (int i = 0; i < kReplies; ++i) {
      if (calls[i]->status().ok()) delivered.push_back("t-" + std::to_string(i));
    }
    EXPECT_TRUE(WasKilled(dying->process().AwaitEnd()));
  }
  const auto restarted = Launch();
  for (const std::string& id : delivered) EXPECT_THAT(restarted->Reply(id), IsOk()) << id;
  for (int i = 0; i < kReplies; ++i) {
    const std::string id = "t-" + std::to_string(i);
    const grpc::Status status = restarted->ReplyUntilItEnds(id);
    ExpectTrue(id, status);
    EXPECT_TRUE(status.ok() || server::ReasonOf(status) == "OUTCOME_UNKNOWN") << id;
  }
  ExpectNoDuplicates();
}

INSTANTIATE_TEST_SUITE_P(Steps, LoadKillTest,
                         testing::Combine(testing::ValuesIn(kLedgerKinds),
                                          testing::Values(CrashStep::kAfterClaim,
                                                          CrashStep::kBeforeSettle,
                                                          CrashStep::kAfterSettle)),
                         [](const auto& info) {
                           return ToText(std::get<0>(info.param)) + "_" +
                                  std::string(ToText(std::get<1>(info.param)));
                         });

}  // namespace
}  // namespace imageco::integration
