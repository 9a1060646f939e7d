#include "clients/complaintctl/call/advice.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::ErrorReason;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

// Every reason but ERROR_REASON_UNSPECIFIED.
std::vector<ErrorReason> AllReasons() {
  std::vector<ErrorReason> reasons;
  const auto* descriptor = complaint::v1::ErrorReason_descriptor();
  for (int i = 1; i < descriptor->value_count(); ++i) {
    reasons.push_back(static_cast<ErrorReason>(descriptor->value(i)->number()));
  }
  return reasons;
}

Failure Of(absl::StatusCode code, Effect effect, std::string reason = "") {
  Failure failure;
  failure.code = code;
  failure.effect = effect;
  failure.reason = std::move(reason);
  return failure;
}

ExitCode ExitOf(absl::StatusCode code, Effect effect, std::string reason = "") {
  return AdviceFor(Of(code, effect, std::move(reason))).exit;
}

TEST(Advice, HasARowForEveryReason) {
  for (const ErrorReason reason : AllReasons()) {
    const Advice* advice = FindAdvice(reason);
    ASSERT_NE(advice, nullptr) << ErrorReason_Name(reason);
    EXPECT_THAT(std::string(advice->text), EndsWith(".")) << ErrorReason_Name(reason);
  }
  EXPECT_EQ(FindAdvice(complaint::v1::ERROR_REASON_UNSPECIFIED), nullptr);
}

TEST(Advice, SaysTheSameInWordsAndExitCode) {
  for (const ErrorReason reason : AllReasons()) {
    const Advice& advice = *FindAdvice(reason);
    EXPECT_NE(advice.exit, ExitCode::kOk) << ErrorReason_Name(reason);
    EXPECT_NE(advice.exit, ExitCode::kUsage) << ErrorReason_Name(reason);
    EXPECT_EQ(advice.sent == Sent::kPerhaps, advice.exit == ExitCode::kOutcomeUnknown)
        << ErrorReason_Name(reason);
    if (advice.exit == ExitCode::kNothingSent) {
      EXPECT_EQ(advice.sent, Sent::kNothing) << ErrorReason_Name(reason);
    }
  }
}

TEST(Advice, InvitesARetryExactlyWhereTheCodeDoes) {
  for (const ErrorReason reason : AllReasons()) {
    const absl::StatusCode code = CodeOf(ErrorReason_Name(reason));
    const bool retryable = code == absl::StatusCode::kUnavailable ||
                           code == absl::StatusCode::kResourceExhausted ||
                           code == absl::StatusCode::kDeadlineExceeded;
    EXPECT_EQ(FindAdvice(reason)->exit == ExitCode::kNothingSent, retryable)
        << ErrorReason_Name(reason);
  }
}

TEST(Advice, NeverInvitesANewIdWhereTheOutcomeIsOpen) {
  for (const ErrorReason reason : AllReasons()) {
    const Advice& advice = *FindAdvice(reason);
    if (advice.exit != ExitCode::kOutcomeUnknown) continue;
    EXPECT_THAT(std::string(advice.text), HasSubstr("same transaction id"));
    EXPECT_THAT(std::string(advice.text), Not(HasSubstr("Use a new")));
  }
}

TEST(AdviceFor, GoesByTheReasonAndNotByTheCode) {
  EXPECT_EQ(ExitOf(absl::StatusCode::kUnavailable, Effect::kSend, "OUTCOME_UNKNOWN"),
            ExitCode::kOutcomeUnknown);
  EXPECT_EQ(ExitOf(absl::StatusCode::kUnknown, Effect::kSend, "DRAINING"), ExitCode::kNothingSent);
}

TEST(AdviceFor, CallsEveryAnswerThatWasLostUnknown) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kUnavailable, absl::StatusCode::kDeadlineExceeded,
        absl::StatusCode::kCancelled, absl::StatusCode::kUnknown, absl::StatusCode::kInternal,
        absl::StatusCode::kResourceExhausted, absl::StatusCode::kAborted,
        absl::StatusCode::kDataLoss}) {
    EXPECT_EQ(ExitOf(code, Effect::kSend), ExitCode::kOutcomeUnknown) << code;
  }
}

TEST(AdviceFor, CallsASettlementWhoseAnswerWasLostPerhapsRecorded) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kUnavailable, absl::StatusCode::kDeadlineExceeded,
        absl::StatusCode::kCancelled, absl::StatusCode::kInternal}) {
    const Advice advice = AdviceFor(Of(code, Effect::kSettle));
    EXPECT_EQ(advice.sent, Sent::kNothing) << code;
    EXPECT_TRUE(advice.perhaps_recorded) << code;
    EXPECT_EQ(advice.exit, ExitCode::kOutcomeUnknown) << code;
    EXPECT_THAT(std::string(advice.text), HasSubstr("complaintctl get")) << code;
  }
}

TEST(AdviceFor, BelievesTheBridgesWordAboutASettlement) {
  const Advice advice =
      AdviceFor(Of(absl::StatusCode::kUnavailable, Effect::kSettle, "LEDGER_UNAVAILABLE"));
  EXPECT_FALSE(advice.perhaps_recorded);
  EXPECT_EQ(advice.exit, ExitCode::kNothingSent);
}

TEST(AdviceFor, CallsAReasonOfALaterVersionUnknown) {
  EXPECT_EQ(ExitOf(absl::StatusCode::kPermissionDenied, Effect::kSend, "BRAND_NEW"),
            ExitCode::kOutcomeUnknown);
  EXPECT_EQ(ExitOf(absl::StatusCode::kUnavailable, Effect::kSend, "ERROR_REASON_UNSPECIFIED"),
            ExitCode::kOutcomeUnknown);
}

TEST(AdviceFor, KnowsThatACallWasTurnedAwayInFrontOfTheBridge) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kUnimplemented, absl::StatusCode::kUnauthenticated,
        absl::StatusCode::kPermissionDenied}) {
    const Advice advice = AdviceFor(Of(code, Effect::kSend));
    EXPECT_EQ(advice.sent, Sent::kNothing) << code;
    EXPECT_EQ(advice.exit, ExitCode::kFailed) << code;
  }
}

TEST(AdviceFor, KnowsThatACallThatSendsNothingSentNothing) {
  for (int code = 1; code <= 16; ++code) {
    EXPECT_EQ(AdviceFor(Of(static_cast<absl::StatusCode>(code), Effect::kNone)).sent,
              Sent::kNothing);
  }
  EXPECT_EQ(ExitOf(absl::StatusCode::kUnavailable, Effect::kNone), ExitCode::kNothingSent);
  EXPECT_EQ(ExitOf(absl::StatusCode::kDeadlineExceeded, Effect::kNone), ExitCode::kNothingSent);
  EXPECT_EQ(ExitOf(absl::StatusCode::kInternal, Effect::kNone), ExitCode::kFailed);
}

}  // namespace
}  // namespace imageco::complaintctl
