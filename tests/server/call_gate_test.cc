#include "server/call_gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {
namespace {

using grpc::StatusCode;
using testing::Optional;

TEST(CallGateTest, RefusesCallsBeyondTheLimit) {
  CallGate gate(2);
  gate.Enter();
  gate.Enter();
  EXPECT_FALSE(gate.Refuse());
  gate.Enter();
  EXPECT_THAT(gate.Refuse(), Optional(IsError(StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED")));
  gate.Leave();
  EXPECT_FALSE(gate.Refuse());
}

TEST(CallGateTest, RefusesEveryCallOnceItIsClosed) {
  CallGate gate(2);
  gate.Enter();
  gate.Close();
  EXPECT_THAT(gate.Refuse(), Optional(IsError(StatusCode::UNAVAILABLE, "DRAINING")));
}

}  // namespace
}  // namespace imageco::server
