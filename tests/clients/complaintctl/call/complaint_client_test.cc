#include "clients/complaintctl/call/complaint_client.h"

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/clients/cpp/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::FakeBridge;
using complaint::FakeStatus;
using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;

TEST(ComplaintClient, BeginsTheDeadlineAnewWithEachCall) {
  FakeBridge bridge;
  bridge.on_list_replies = [](const ListRepliesRequest&, ListRepliesResponse&) {
    return FakeStatus{};
  };
  Destination destination;
  destination.server = bridge.address();
  destination.transport = complaint::Plaintext();
  destination.deadline = absl::Seconds(1);
  ComplaintClient client(destination);
  EXPECT_TRUE(std::holds_alternative<ListRepliesResponse>(client.ListReplies({})));
  absl::SleepFor(destination.deadline);  // gRPC's clock is the system's
  EXPECT_TRUE(std::holds_alternative<ListRepliesResponse>(client.ListReplies({})));
}

}  // namespace
}  // namespace imageco::complaintctl
