#include "imageco/complaint/admin.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/cpp/fake_bridge.h"
#include "tests/clients/cpp/sample.h"

namespace imageco::complaint {
namespace {

using ::testing::SizeIs;

AdminClient AdminOf(const FakeBridge& bridge) {
  return AdminClient(Client::Connect(bridge.address(), Plaintext()).value());
}

TEST(AdminClient, ListsAPage) {
  FakeBridge bridge;
  bridge.on_list_replies = [](const v1::ListRepliesRequest& request,
                              v1::ListRepliesResponse& response) {
    EXPECT_THAT(request.states(), ::testing::ElementsAre(v1::REPLY_STATE_UNKNOWN));
    response.add_replies()->set_transaction_id("t1");
    response.set_next_page_token("next");
    return FakeStatus{};
  };
  ListRepliesRequest request;
  request.states = {ReplyState::kUnknown};
  const Result<ListRepliesResponse> page = AdminOf(bridge).ListReplies(request);
  ASSERT_TRUE(page.ok());
  EXPECT_THAT(page->replies, SizeIs(1));
  EXPECT_EQ(page->next_page_token, "next");
}

TEST(AdminClient, SettlesAReply) {
  FakeBridge bridge;
  bridge.on_settle_reply = [](const v1::SettleReplyRequest& request,
                              v1::SettleReplyResponse& response) {
    response.mutable_reply()->set_state(v1::REPLY_STATE_NOT_DELIVERED);
    response.mutable_reply()->mutable_finding()->set_verdict(request.verdict());
    response.mutable_reply()->mutable_finding()->set_settled_by_identity("spiffe://alice");
    return FakeStatus{};
  };
  const Result<ReplyRecord> record = AdminOf(bridge).SettleReply(
      {kIsspid, "t1", Verdict::kNotDelivered, "alice", "complaint shows no reply"});
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(record->state, ReplyState::kNotDelivered);
  EXPECT_EQ(record->finding->verdict, Verdict::kNotDelivered);
  EXPECT_EQ(record->finding->settled_by_identity, "spiffe://alice");
}

TEST(AdminClient, NeverRetriesASettlement) {
  int calls = 0;
  FakeBridge bridge;
  bridge.on_settle_reply = [&calls](const auto&, auto&) {
    ++calls;
    return FakeStatus{absl::StatusCode::kUnavailable, "Socket closed", ""};
  };
  const Error error =
      AdminOf(bridge).SettleReply({kIsspid, "t1", Verdict::kDelivered, "alice", "why"}).error();
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(error.code, Code::kUnavailable);
  EXPECT_EQ(error.sent, Sent::kNothing);
  EXPECT_EQ(error.transaction_id, "t1");
}

TEST(AdminClient, RetriesAList) {
  int calls = 0;
  FakeBridge bridge;
  bridge.on_list_replies = [&calls](const auto&, auto&) {
    if (++calls == 1) return FakeStatus{absl::StatusCode::kUnavailable, "Socket closed", ""};
    return FakeStatus{};
  };
  EXPECT_TRUE(AdminOf(bridge).ListReplies({}).ok());
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace imageco::complaint
