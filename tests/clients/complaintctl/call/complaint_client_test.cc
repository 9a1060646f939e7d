#include "clients/complaintctl/call/complaint_client.h"

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;

TEST(ComplaintClient, BeginsTheDeadlineAnewWithEachCall) {
  FakeBridge bridge;
  bridge.on_list_replies = [](const ListRepliesRequest&, ListRepliesResponse&) {
    return FakeStatus{};
  };
  Connection connection;
  connection.server = bridge.address();
  connection.loopback = true;
  connection.deadline = absl::Seconds(1);
  ComplaintClient client(connection);
  EXPECT_TRUE(std::holds_alternative<ListRepliesResponse>(client.ListReplies({})));
  absl::SleepFor(connection.deadline);  // gRPC's clock is the system's
  EXPECT_TRUE(std::holds_alternative<ListRepliesResponse>(client.ListReplies({})));
}

}  // namespace
}  // namespace imageco::complaintctl
