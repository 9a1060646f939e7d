#include "server/calls/call_limits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::server {
namespace {

using bridge::config::v1::Limits;

TEST(CallLimitsTest, LeaveOthersRoomWhereNothingElseIsSaid) {
  const CallLimits limits = ToCallLimits({});
  EXPECT_EQ(limits.of_all, 10'000u);
  EXPECT_EQ(limits.of_identity, 5'000u);
  EXPECT_EQ(limits.of_connection, 1'000u);
}

TEST(CallLimitsTest, FollowTheLimitOfAll) {
  Limits config;
  config.set_calls_max(1);
  EXPECT_EQ(ToCallLimits(config).of_identity, 1u);
  EXPECT_EQ(ToCallLimits(config).of_connection, 100u);
  config.set_calls_max(100'000);
  EXPECT_EQ(ToCallLimits(config).of_identity, 50'000u);
  EXPECT_EQ(ToCallLimits(config).of_connection, 10'000u);
}

TEST(CallLimitsTest, AreWhatIsSaid) {
  Limits config;
  config.set_calls_per_identity_max(3);
  config.set_calls_per_connection_max(2);
  EXPECT_EQ(ToCallLimits(config).of_identity, 3u);
  EXPECT_EQ(ToCallLimits(config).of_connection, 2u);
}

}  // namespace
}  // namespace imageco::server
