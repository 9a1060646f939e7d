// The connection to the gateway cut at every byte of request and answer.
#include <string>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using grpc::StatusCode;
using sandbox::ConnectionEnd;
using sandbox::ConnectionFault;
using sandbox::FaultPlan;
using sandbox::FaultPoint;
using server::IsError;
using server::IsOk;

// A request or an answer is longer than the least and shorter than the most.
constexpr size_t kBytesMin = 300;
constexpr size_t kBytesMax = 3000;

struct CutCase {
  const char* name;
  const char* path;
  bool https;
  ConnectionEnd end;
};

class CutTest : public ReplicaFixture,
                public testing::WithParamInterface<std::tuple<LedgerKind, CutCase>> {
 protected:
  CutTest() : ReplicaFixture(std::get<0>(GetParam())) {
    if (std::string(wire().path) == "/xml") {
      merchant().mutable_wire()->set_format(bridge::config::v1::FORMAT_XML);
    }
    wire().https ? UseHttps(wire().path) : UseHttp(wire().path);
    replica_ = Launch();
  }
  static const CutCase& wire() { return std::get<1>(GetParam()); }

  // Sends a reply on a connection that is in use already, since that is where libcurl would send it
  // again, and cuts it at `byte`. False where the message ends there or before.
  bool CutAt(FaultPoint at, size_t byte) {
    const std::string id = absl::StrCat("t-", byte);
    const int cut = PlanFault([&](FaultPlan& plan) {
      plan.match.connection = sandbox::ConnectionAge::kKeptAlive;
      plan.connection = {.end = wire().end, .at = at, .byte = byte};
    });
    // On a new connection, since the last one was cut.
    EXPECT_THAT(replica_->Reply("warm-" + id), IsOk());
    const std::uint64_t before = Messages();
    const grpc::Status status = replica_->Reply(id);
    const bool fired = gateway().fired(cut) == 1;
    gateway().ClearFaults();
    if (IsBehindTheEnd(at, byte, id, fired)) {
      ExpectTrue(id, status);
      return false;
    }
    EXPECT_TRUE(fired) << id;
    ExpectUnknownForGood(id, status);
    EXPECT_EQ(Messages(), before + 1) << id;
    EXPECT_EQ(Applied(id), at == FaultPoint::kAnswerByte ? 1u : 0u) << id;
    return true;
  }

  // Cuts from byte `first` on, until the message is whole in spite of it.
  void CutEverywhere(FaultPoint at, size_t first) {
    size_t byte = first;
    while (byte < kBytesMax && !HasFailure() && CutAt(at, byte)) ++byte;
    EXPECT_GT(byte, kBytesMin);
    EXPECT_LT(byte, kBytesMax);
    ExpectNoDuplicates();
    RecordProperty("bytes", static_cast<int>(byte));
  }

 private:
  bool IsBehindTheEnd(FaultPoint at, size_t byte, const std::string& id, bool fired) {
    if (at == FaultPoint::kRequestByte) return !fired;
    const auto messages = gateway().applied(id);
    return !messages.empty() && byte >= messages[0].answer.size();
  }

  // Those that the gateway read, whole or in part.
  std::uint64_t Messages() { return gateway().counts().received + gateway().counts().partial; }

  void ExpectUnknownForGood(const std::string& id, const grpc::Status& status) {
    EXPECT_THAT(status, IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN")) << id;
    EXPECT_THAT(replica_->Reply(id), IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN")) << id;
  }

  std::unique_ptr<Replica> replica_;
};

TEST_P(CutTest, SendsOnceWhereverTheRequestIsCut) { CutEverywhere(FaultPoint::kRequestByte, 1); }

TEST_P(CutTest, BelievesNoAnswerThatIsCut) { CutEverywhere(FaultPoint::kAnswerByte, 0); }

INSTANTIATE_TEST_SUITE_P(
    Wires, CutTest,
    testing::Combine(
        testing::ValuesIn(kLedgerKinds),
        testing::Values(CutCase{"JsonHttp_Closed", "/json", false, ConnectionEnd::kClose},
                        CutCase{"JsonHttp_Reset", "/json", false, ConnectionEnd::kReset},
                        CutCase{"JsonHttps_Closed", "/json", true, ConnectionEnd::kClose},
                        CutCase{"JsonHttps_Reset", "/json", true, ConnectionEnd::kReset},
                        CutCase{"XmlHttp_Closed", "/xml", false, ConnectionEnd::kClose},
                        CutCase{"XmlHttp_Reset", "/xml", false, ConnectionEnd::kReset},
                        CutCase{"XmlHttps_Closed", "/xml", true, ConnectionEnd::kClose},
                        CutCase{"XmlHttps_Reset", "/xml", true, ConnectionEnd::kReset})),
    [](const auto& info) {
      return ToText(std::get<0>(info.param)) + "_" + std::get<1>(info.param).name;
    });

}  // namespace
}  // namespace imageco::integration
