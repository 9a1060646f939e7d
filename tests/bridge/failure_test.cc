#include "bridge/failure.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge {
namespace {

using admission::Refusal;
using complaint::v1::ErrorReason;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;

// Room for texts of others in an error whose details stay below 4 KB.
constexpr size_t kMessageBytesMax = 1280;

TEST(CannotPrepareTest, InvitesARetryWhereMemoryIsShort) {
  const Failure failure = CannotPrepare(absl::ResourceExhaustedError("no digest"));
  EXPECT_EQ(failure.reason, complaint::v1::OVERLOADED);
  EXPECT_TRUE(failure.retry_after);
  EXPECT_THAT(failure.message, HasSubstr("nothing was sent: no digest"));
}

TEST(CannotPrepareTest, IsTheRequestsFaultOtherwise) {
  const Failure failure = CannotPrepare(absl::InvalidArgumentError("no GBK"));
  EXPECT_EQ(failure.reason, complaint::v1::INVALID_REQUEST);
  EXPECT_FALSE(failure.retry_after);
}

TEST(FailureTest, ListsEveryFaultAndNamesTheFirstInTheMessage) {
  const Failure failure = InvalidRequest({{"isspid", "required: is empty"},
                                          {"complaint_id", "required: is empty"},
                                          {"jump_link.url", "https_url: has no host"}});
  EXPECT_EQ(failure.reason, complaint::v1::INVALID_REQUEST);
  EXPECT_THAT(failure.faults, SizeIs(3));
  EXPECT_THAT(failure.message, HasSubstr("isspid: required: is empty (and 2 more)"));
}

TEST(FailureTest, NamesTheOnlyFaultWithoutCounting) {
  const Failure failure = InvalidRequest({{"isspid", "required: is empty"}});
  EXPECT_THAT(failure.message, HasSubstr("isspid: required: is empty"));
  EXPECT_THAT(failure.message, Not(HasSubstr("more")));
}

TEST(FailureTest, NamesTheMerchantThatIsNotConfigured) {
  const Failure failure = MerchantNotConfigured("12345678");
  EXPECT_EQ(failure.reason, complaint::v1::MERCHANT_NOT_CONFIGURED);
  EXPECT_THAT(failure.message, HasSubstr("12345678"));
}

TEST(FailureTest, SaysThatNothingIsOpenToSettle) {
  const Failure failure = ReplyNotUnknown();
  EXPECT_EQ(failure.reason, complaint::v1::REPLY_NOT_UNKNOWN);
  EXPECT_THAT(failure.message, HasSubstr("nothing was changed"));
}

TEST(FailureTest, SaysWhyAnOutcomeIsUnknownAndWhatNeverToDo) {
  const Failure failure = OutcomeUnknown("connection reset");
  EXPECT_EQ(failure.reason, complaint::v1::OUTCOME_UNKNOWN);
  EXPECT_THAT(failure.message, HasSubstr("connection reset"));
  EXPECT_THAT(failure.message, HasSubstr("never send it under a new transaction_id"));
  EXPECT_FALSE(failure.retry_after);
}

TEST(FailureTest, SaysWhyTheLedgerIsUnavailable) {
  const Failure failure = LedgerUnavailable(absl::UnavailableError("disk full"));
  EXPECT_EQ(failure.reason, complaint::v1::LEDGER_UNAVAILABLE);
  EXPECT_THAT(failure.message, HasSubstr("disk full"));
}

TEST(FailureTest, CarriesTheGatewaysResultAndComment) {
  const Failure failure = GatewayRejected("1001", "投诉单不存在", 200);
  EXPECT_EQ(failure.reason, complaint::v1::GATEWAY_REJECTED);
  EXPECT_THAT(failure.message, HasSubstr("1001: 投诉单不存在"));
  EXPECT_THAT(failure.metadata,
              ElementsAre(Pair("result_comment", "投诉单不存在"), Pair("result_id", "1001")));
}

TEST(FailureTest, CarriesTheStatusWhereTheGatewayGaveNoResult) {
  const Failure failure = GatewayRejected("", "", 403);
  EXPECT_THAT(failure.message, HasSubstr("HTTP status 403"));
  EXPECT_THAT(failure.metadata, ElementsAre(Pair("http_status", "403")));
}

TEST(FailureTest, KeepsACommentThatJustFits) {
  const std::string comment(kResultCommentBytesMax, 'x');
  EXPECT_EQ(GatewayRejected("1001", comment, 200).metadata.at("result_comment"), comment);
}

// Three bytes to a character, so that the limit falls into one; at each of its bytes.
TEST(FailureTest, CutsALongCommentBetweenCharacters) {
  for (const char* start : {"", "x", "xx"}) {
    std::string comment = start;
    while (comment.size() <= kResultCommentBytesMax) comment += "复";
    const std::string cut = GatewayRejected("1001", comment, 200).metadata.at("result_comment");
    EXPECT_THAT(comment, StartsWith(cut));
    EXPECT_TRUE(gateway::CountCodePoints(cut)) << "cut inside a character";
    EXPECT_LE(cut.size(), kResultCommentBytesMax);
    EXPECT_GT(cut.size(), kResultCommentBytesMax - 3);
  }
}

// The contract of an answer puts no limit to its result.id.
TEST(FailureTest, CutsALongResultId) {
  const Failure failure = GatewayRejected(std::string(60'000, '1'), "no", 200);
  EXPECT_EQ(failure.metadata.at("result_id"), std::string(kResultIdBytesMax, '1'));
  EXPECT_THAT(failure.message, EndsWith(": no"));
}

// GetReply, for one, takes any text for an isspid.
TEST(FailureTest, CutsALongMessageWhateverItComesFrom) {
  const std::string text(60'000, 'x');
  const Failure failures[] = {InvalidRequest({{"field", text}}),
                              MerchantNotConfigured(text),
                              OutcomeUnknown(text),
                              LedgerUnavailable(absl::UnavailableError(text)),
                              GatewayRejected(text, text, 200),
                              *NothingTaken(gateway::NotSent{text}),
                              *NothingTaken(gateway::Deferred{text, absl::Seconds(1)})};
  for (const Failure& failure : failures) {
    EXPECT_LE(failure.message.size(), kMessageBytesMax);
    EXPECT_THAT(failure.message, HasSubstr("xxx"));
  }
}

TEST(FailureTest, GivesEveryRefusalItsReason) {
  using Why = Refusal::Why;
  const struct {
    Why why;
    ErrorReason reason;
  } table[] = {
      {Why::kRateLimited, complaint::v1::RATE_LIMITED},
      {Why::kRateUnknown, complaint::v1::LEDGER_UNAVAILABLE},
      {Why::kOverloaded, complaint::v1::OVERLOADED},
      {Why::kCircuitOpen, complaint::v1::CIRCUIT_OPEN},
      {Why::kDeadlineTooShort, complaint::v1::DEADLINE_TOO_SHORT},
      {Why::kCallerGone, complaint::v1::DEADLINE_TOO_SHORT},
      {Why::kDraining, complaint::v1::DRAINING},
  };
  for (const auto& row : table) {
    const Failure failure = FromRefusal({row.why, absl::Seconds(7)});
    EXPECT_EQ(failure.reason, row.reason);
    EXPECT_THAT(failure.message,
                testing::AnyOf(HasSubstr("nothing was sent"), HasSubstr("this call sent nothing")));
  }
}

TEST(FailureTest, SaysWhenToComeBackOnlyWhereWaitingHelps) {
  using Why = Refusal::Why;
  for (Why why : {Why::kRateLimited, Why::kOverloaded, Why::kCircuitOpen}) {
    EXPECT_EQ(FromRefusal({why, absl::Seconds(7)}).retry_after, absl::Seconds(7));
  }
  for (Why why : {Why::kDeadlineTooShort, Why::kCallerGone, Why::kDraining}) {
    EXPECT_FALSE(FromRefusal({why, absl::Seconds(7)}).retry_after);
  }
}

TEST(FailureTest, SaysThatTheGatewayWasNotReached) {
  const Failure failure = *NothingTaken(gateway::NotSent{"connection refused"});
  EXPECT_EQ(failure.reason, complaint::v1::GATEWAY_UNREACHABLE);
  EXPECT_THAT(failure.message, HasSubstr("connection refused"));
  EXPECT_FALSE(failure.retry_after);
}

TEST(FailureTest, SaysThatTheGatewayAsksToComeBack) {
  const Failure failure =
      *NothingTaken(gateway::Deferred{"the gateway's result is 4290", absl::Seconds(7)});
  EXPECT_EQ(failure.reason, complaint::v1::RATE_LIMITED);
  EXPECT_EQ(failure.retry_after, absl::Seconds(7));
}

TEST(FailureTest, SaysOfNoOtherOutcomeThatNothingWasTaken) {
  EXPECT_FALSE(NothingTaken(gateway::Delivered{{"0000", "ok"}}));
  EXPECT_FALSE(NothingTaken(gateway::Rejected{{"1001", "no"}, 200}));
  EXPECT_FALSE(NothingTaken(gateway::Unknown{"HTTP status 429"}));
}

TEST(FailureTest, NeedsNothingFurtherWhereTheReasonSaysAll) {
  const Failure failures[] = {ReplyNotFound(), TransactionIdReused(), ReplyInProgress()};
  const ErrorReason reasons[] = {complaint::v1::REPLY_NOT_FOUND,
                                 complaint::v1::TRANSACTION_ID_REUSED,
                                 complaint::v1::REPLY_IN_PROGRESS};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(failures[i].reason, reasons[i]);
    EXPECT_THAT(failures[i].metadata, IsEmpty());
    EXPECT_THAT(failures[i].faults, IsEmpty());
    EXPECT_FALSE(failures[i].retry_after);
  }
}

}  // namespace
}  // namespace imageco::bridge
