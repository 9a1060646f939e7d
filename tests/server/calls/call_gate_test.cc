#include "server/calls/call_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

using grpc::StatusCode;
using testing::Optional;

MATCHER(IsOverloaded, "") {
  return arg.has_value() &&
         ExplainMatchResult(IsError(StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED"), *arg,
                            result_listener);
}

TEST(CallGateTest, RefusesCallsBeyondTheLimit) {
  ConnectionCalls calls(100);
  CallGate gate({2, 10, 10}, calls);
  EXPECT_FALSE(gate.Admit({"a", "1"}));
  EXPECT_FALSE(gate.Admit({"b", "2"}));
  EXPECT_THAT(gate.Admit({"c", "3"}), IsOverloaded());
  gate.Release({"a", "1"});
  EXPECT_FALSE(gate.Admit({"c", "3"}));
}

TEST(CallGateTest, CountsNothingOfACallThatItRefused) {
  ConnectionCalls calls(100);
  CallGate gate({2, 1, 1}, calls);
  EXPECT_FALSE(gate.Admit({"a", "1"}));
  for (int i = 0; i < 5; ++i) EXPECT_THAT(gate.Admit({"a", "2"}), IsOverloaded());
  EXPECT_FALSE(gate.Admit({"b", "2"}));
}

TEST(CallGateTest, CountsTheCallsOfEachIdentity) {
  ConnectionCalls calls(100);
  CallGate gate({.of_all = 10, .of_identity = 2, .of_connection = 10}, calls);
  EXPECT_FALSE(gate.Admit({"a", "1"}));
  EXPECT_FALSE(gate.Admit({"a", "2"}));
  EXPECT_THAT(gate.Admit({"a", "3"}), IsOverloaded());
  EXPECT_FALSE(gate.Admit({"b", "3"}));
  gate.Release({"a", "1"});
  EXPECT_FALSE(gate.Admit({"a", "3"}));
  EXPECT_THAT(gate.Admit({"a", "1"}), IsOverloaded());
}

TEST(CallGateTest, CountsTheCallsOfEachConnection) {
  ConnectionCalls calls(100);
  CallGate gate({.of_all = 10, .of_identity = 10, .of_connection = 1}, calls);
  EXPECT_FALSE(gate.Admit({"a", "1"}));
  EXPECT_THAT(gate.Admit({"b", "1"}), IsOverloaded());
  EXPECT_FALSE(gate.Admit({"a", "2"}));
  gate.Release({"a", "1"});
  EXPECT_FALSE(gate.Admit({"b", "1"}));
}

TEST(CallGateTest, CountsUnderNoNameAgainstAllAlone) {
  ConnectionCalls calls(100);
  CallGate gate({.of_all = 3, .of_identity = 1, .of_connection = 1}, calls);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(gate.Admit({"", ""}));
  EXPECT_THAT(gate.Admit({"", ""}), IsOverloaded());
  for (int i = 0; i < 3; ++i) gate.Release({"", ""});
  EXPECT_FALSE(gate.Admit({"", ""}));
}

TEST(CallGateTest, TellsWhatIsUnansweredFromWhatIsUnread) {
  ConnectionCalls calls(100);
  CallGate gate({10, 10, 10}, calls);
  gate.Enter({});
  EXPECT_EQ(gate.unanswered(), 1u);
  gate.Answered();
  EXPECT_EQ(gate.unanswered(), 0u);
  EXPECT_EQ(gate.calls(), 1u);
  gate.Leave({});
  EXPECT_EQ(gate.calls(), 0u);
}

TEST(CallGateTest, RefusesEveryCallOnceItIsClosed) {
  ConnectionCalls calls(100);
  CallGate gate({2, 2, 2}, calls);
  gate.Close();
  EXPECT_THAT(gate.Admit({"a", "1"}), Optional(IsError(StatusCode::UNAVAILABLE, "DRAINING")));
}

}  // namespace
}  // namespace imageco::server
