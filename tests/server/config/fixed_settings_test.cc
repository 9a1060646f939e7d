#include "server/config/fixed_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(FixedSettingsTest, LeavesWhatMayChange) {
  BridgeConfig running;
  running.add_merchants()->set_isspid("1");
  BridgeConfig next;
  next.add_merchants()->set_isspid("2");
  next.add_callers()->set_identity("spiffe://shop");
  next.mutable_limits()->set_calls_max(5);
  next.mutable_limits()->mutable_drain_timeout()->set_seconds(1);
  next.set_log_severity(bridge::config::v1::LOG_SEVERITY_ERROR);
  next.set_allow_admin_without_identity(true);
  const BridgeConfig wanted = next;
  EXPECT_THAT(KeepFixedSettings(running, next), IsEmpty());
  EXPECT_EQ(next.SerializeAsString(), wanted.SerializeAsString());
}

TEST(FixedSettingsTest, KeepsAndNamesTheRest) {
  BridgeConfig running;
  running.mutable_listener()->set_address("127.0.0.1:50051");
  running.mutable_limits()->set_request_bytes_max(5000);
  BridgeConfig next = running;
  next.mutable_listener()->set_address("127.0.0.1:1");
  next.mutable_listener()->mutable_tls()->set_certificate_file("a");
  next.mutable_listener()->set_allow_plaintext_beyond_loopback(true);
  next.set_operations_address("127.0.0.1:2");
  next.mutable_ledger()->mutable_memory();
  next.mutable_limits()->clear_request_bytes_max();
  next.mutable_limits()->set_connections_max(3);
  next.mutable_limits()->mutable_listener_silence_max()->set_seconds(4);
  next.mutable_limits()->set_calls_per_connection_max(5);
  next.mutable_limits()->mutable_connection_age_max()->set_seconds(6);
  EXPECT_THAT(
      KeepFixedSettings(running, next),
      ElementsAre("listener.address", "listener.tls", "listener.allow_plaintext_beyond_loopback",
                  "operations_address", "ledger", "limits.request_bytes_max",
                  "limits.connections_max", "limits.listener_silence_max",
                  "limits.calls_per_connection_max", "limits.connection_age_max"));
  EXPECT_EQ(next.limits().request_bytes_max(), 5000u);
  EXPECT_EQ(next.listener().address(), "127.0.0.1:50051");
  EXPECT_FALSE(next.listener().has_tls());
  EXPECT_FALSE(next.ledger().has_memory());
  EXPECT_THAT(KeepFixedSettings(running, next), IsEmpty());
}

TEST(FixedSettingsTest, TakesWhatIsNotSetForItsDefault) {
  BridgeConfig running;
  BridgeConfig next;
  next.mutable_listener();
  next.mutable_limits();
  EXPECT_THAT(KeepFixedSettings(running, next), IsEmpty());
}

}  // namespace
}  // namespace imageco::server
