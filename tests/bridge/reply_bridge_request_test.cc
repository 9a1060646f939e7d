// What is checked of a request before anything comes of it, and which merchant it means.
#include "bridge/reply_bridge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::INVALID_REQUEST;
using complaint::v1::MERCHANT_NOT_CONFIGURED;
using complaint::v1::OUTCOME_UNKNOWN;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using gateway::ConnectionLost;
using gateway::FakeTransport;
using gateway::FieldFault;
using gateway::MemberOf;
using ledger::Ending;
using testing::ElementsAre;
using testing::Field;
using testing::Optional;

TEST_F(ReplyBridgeTest, ChecksAndSendsNothingWhenOnlyToValidate) {
  ReplyRequest request = ReplyWithId("t-1");
  request.set_validate_only(true);
  request.clear_isspid();
  const Call& call = Ask(request);
  ASSERT_THAT(call.result, Optional(IsDelivered()));
  const ReplyResponse& response = ResponseOf(call.result);
  EXPECT_EQ(response.isspid(), kIsspid);
  EXPECT_EQ(response.transaction_id(), "t-1");
  EXPECT_EQ(response.seller_account(), request.seller_account());
  EXPECT_EQ(response.complaint_id(), request.complaint_id());
  EXPECT_FALSE(response.has_result());
  EXPECT_FALSE(response.has_settle_time());
  EXPECT_EQ(gateway_.sent(), 0u);
  EXPECT_FALSE(RecordOf("t-1"));
}

TEST_F(ReplyBridgeTest, NamesFaultsWhenOnlyToValidate) {
  ReplyRequest request = ReplyWithId("t-1");
  request.set_validate_only(true);
  request.clear_complaint_id();
  EXPECT_THAT(Ask(request).result, Optional(FailsWith(INVALID_REQUEST)));
}

TEST_F(ReplyBridgeTest, SendsAReplyThatWasOnlyValidatedBefore) {
  ReplyRequest request = ReplyWithId("t-1");
  request.set_validate_only(true);
  Ask(request);
  const Call& call = Ask(ReplyWithId("t-1"));
  Deliver(gateway_);
  EXPECT_THAT(call.result, Optional(IsDelivered()));
}

TEST_F(ReplyBridgeTest, NamesAllFaultsAtOnce) {
  ReplyRequest request;
  request.set_isspid(kIsspid);
  request.set_transaction_id(std::string(33, 'x'));
  request.set_response_content(std::string(201, 'x'));
  request.add_response_images("a|b");
  request.mutable_jump_link()->set_url("http://plain.example");
  const Call& call = Ask(request);
  ASSERT_THAT(call.result, Optional(FailsWith(INVALID_REQUEST)));
  EXPECT_THAT(
      FailureOf(call.result).faults,
      ElementsAre(
          Field(&FieldFault::field, "transaction_id"), Field(&FieldFault::field, "seller_account"),
          Field(&FieldFault::field, "complaint_id"), Field(&FieldFault::field, "response_content"),
          Field(&FieldFault::field, "response_images[0]"),
          Field(&FieldFault::field, "jump_link.url"), Field(&FieldFault::field, "jump_link.text")));
  EXPECT_EQ(gateway_.sent(), 0u);
}

TEST_F(ReplyBridgeTest, RefusesAMerchantItDoesNotServe) {
  ReplyRequest request = ReplyWithId("t-1");
  request.set_isspid("12345678");
  EXPECT_THAT(Ask(request).result, Optional(FailsWith(MERCHANT_NOT_CONFIGURED)));
}

TEST_F(ReplyBridgeTest, NamesFaultsEvenForAMerchantItDoesNotServe) {
  ReplyRequest request = ReplyWithId("t-1");
  request.set_isspid("12345678");
  request.clear_response_content();
  EXPECT_THAT(Ask(request).result, Optional(FailsWith(INVALID_REQUEST)));
}

TEST_F(ReplyBridgeTest, MeansTheOnlyMerchantWhereNoneIsNamed) {
  ReplyRequest request = ReplyWithId("t-1");
  request.clear_isspid();
  const Call& call = Ask(request);
  EXPECT_EQ(MemberOf(gateway_.FirstWaiting(), "isspid"), kIsspid);
  Deliver(gateway_);
  ASSERT_THAT(call.result, Optional(IsDelivered()));
  EXPECT_EQ(ResponseOf(call.result).isspid(), kIsspid);
}

TEST_F(ReplyBridgeTest, TakesTheOnlyMerchantNamedOrNotForTheSameReply) {
  ReplyRequest request = ReplyWithId("t-1");
  Ask(request);
  Deliver(gateway_);
  request.clear_isspid();
  EXPECT_THAT(Ask(request).result, Optional(IsReplayed()));
  EXPECT_EQ(gateway_.sent(), 1u);
}

TEST_F(ReplyBridgeTest, WantsTheMerchantNamedWhereThereAreTwo) {
  AddMerchant("12345678");
  ReplyRequest request = ReplyWithId("t-1");
  request.clear_isspid();
  const Call& call = Ask(request);
  ASSERT_THAT(call.result, Optional(FailsWith(INVALID_REQUEST)));
  EXPECT_EQ(FailureOf(call.result).faults.front().field, "isspid");
}

TEST_F(ReplyBridgeTest, KeepsTheSameIdOfTwoMerchantsApart) {
  FakeTransport& other_gateway = AddMerchant("12345678");
  ReplyRequest other = ReplyWithId("t-1");
  other.set_isspid("12345678");
  other.set_response_content("another text");
  const Call& ours = Ask(ReplyWithId("t-1"));
  const Call& theirs = Ask(other);
  Answer(other_gateway, ConnectionLost());
  Deliver(gateway_);
  EXPECT_THAT(ours.result, Optional(IsDelivered()));
  EXPECT_THAT(theirs.result, Optional(FailsWith(OUTCOME_UNKNOWN)));
  EXPECT_EQ(RecordOf("t-1")->settlement->ending, Ending::kDelivered);
  EXPECT_EQ(RecordOf("t-1", "12345678")->settlement->ending, Ending::kUnknown);
}

}  // namespace
}  // namespace imageco::bridge
