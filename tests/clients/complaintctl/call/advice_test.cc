#include "clients/complaintctl/call/advice.h"

#include <string>
#include <vector>

#include "clients/cpp/src/reasons.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/v1/error_reason.pb.h"
#include "tests/clients/cpp/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::Code;
using complaint::FakeDetails;
using complaint::Reason;
using complaint::Sent;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

// Every reason that the bridge knows.
std::vector<Reason> AllReasons() {
  std::vector<Reason> reasons;
  for (int i = 1; i <= complaint::v1::ErrorReason_MAX; ++i) {
    reasons.push_back(static_cast<Reason>(i));
  }
  return reasons;
}

// What a call does where it succeeds.
enum class Effect { kNone, kSend, kSettle };

Failure Of(Code code, Effect effect, const std::string& reason = "") {
  FakeDetails details;
  details.reason = reason;
  Failure failure;
  failure.error = complaint::DecodeError(code, "", reason.empty() ? "" : details.Serialize());
  if (effect != Effect::kSend) failure.error.sent = Sent::kNothing;
  failure.settles = effect == Effect::kSettle;
  return failure;
}

ExitCode ExitOf(Code code, Effect effect, const std::string& reason = "") {
  return AdviceFor(Of(code, effect, reason)).exit;
}

TEST(Advice, HasARowForEveryReason) {
  for (const Reason reason : AllReasons()) {
    const Advice* advice = FindAdvice(reason);
    ASSERT_NE(advice, nullptr) << Name(reason);
    EXPECT_THAT(std::string(advice->text), EndsWith(".")) << Name(reason);
  }
  EXPECT_EQ(FindAdvice(Reason::kNone), nullptr);
}

TEST(Advice, SaysTheSameInWordsAndExitCode) {
  for (const Reason reason : AllReasons()) {
    const Advice& advice = *FindAdvice(reason);
    EXPECT_NE(advice.exit, ExitCode::kOk) << Name(reason);
    EXPECT_NE(advice.exit, ExitCode::kUsage) << Name(reason);
    const Sent sent = complaint::FindMeaning(reason)->sent;
    EXPECT_EQ(sent == Sent::kPerhaps, advice.exit == ExitCode::kOutcomeUnknown) << Name(reason);
    if (advice.exit == ExitCode::kNothingSent) {
      EXPECT_EQ(sent, Sent::kNothing) << Name(reason);
    }
  }
}

TEST(Advice, InvitesARetryExactlyWhereTheCodeDoes) {
  for (const Reason reason : AllReasons()) {
    const Code code = complaint::FindMeaning(reason)->code;
    const bool retryable = code == Code::kUnavailable || code == Code::kResourceExhausted ||
                           code == Code::kDeadlineExceeded;
    EXPECT_EQ(FindAdvice(reason)->exit == ExitCode::kNothingSent, retryable) << Name(reason);
  }
}

TEST(Advice, NeverInvitesANewIdWhereTheOutcomeIsOpen) {
  for (const Reason reason : AllReasons()) {
    const Advice& advice = *FindAdvice(reason);
    if (advice.exit != ExitCode::kOutcomeUnknown) continue;
    EXPECT_THAT(std::string(advice.text), HasSubstr("same transaction id"));
    EXPECT_THAT(std::string(advice.text), Not(HasSubstr("Use a new")));
  }
}

TEST(AdviceFor, GoesByTheReasonAndNotByTheCode) {
  EXPECT_EQ(ExitOf(Code::kUnavailable, Effect::kSend, "OUTCOME_UNKNOWN"),
            ExitCode::kOutcomeUnknown);
  EXPECT_EQ(ExitOf(Code::kUnknown, Effect::kSend, "DRAINING"), ExitCode::kNothingSent);
}

TEST(AdviceFor, CallsEveryAnswerThatWasLostUnknown) {
  for (const Code code :
       {Code::kUnavailable, Code::kDeadlineExceeded, Code::kCancelled, Code::kUnknown,
        Code::kInternal, Code::kResourceExhausted, Code::kAborted, Code::kDataLoss}) {
    EXPECT_EQ(ExitOf(code, Effect::kSend), ExitCode::kOutcomeUnknown) << Name(code);
  }
}

TEST(AdviceFor, CallsASettlementWhoseAnswerWasLostPerhapsRecorded) {
  for (const Code code :
       {Code::kUnavailable, Code::kDeadlineExceeded, Code::kCancelled, Code::kInternal}) {
    const Advice advice = AdviceFor(Of(code, Effect::kSettle));
    EXPECT_TRUE(advice.perhaps_recorded) << Name(code);
    EXPECT_EQ(advice.exit, ExitCode::kOutcomeUnknown) << Name(code);
    EXPECT_THAT(std::string(advice.text), HasSubstr("complaintctl get")) << Name(code);
  }
}

TEST(AdviceFor, BelievesTheBridgesWordAboutASettlement) {
  const Advice advice = AdviceFor(Of(Code::kUnavailable, Effect::kSettle, "LEDGER_UNAVAILABLE"));
  EXPECT_FALSE(advice.perhaps_recorded);
  EXPECT_EQ(advice.exit, ExitCode::kNothingSent);
}

TEST(AdviceFor, CallsAReasonOfALaterVersionUnknown) {
  EXPECT_EQ(ExitOf(Code::kPermissionDenied, Effect::kSend, "BRAND_NEW"), ExitCode::kOutcomeUnknown);
  EXPECT_EQ(ExitOf(Code::kUnavailable, Effect::kSend, "ERROR_REASON_UNSPECIFIED"),
            ExitCode::kOutcomeUnknown);
}

TEST(AdviceFor, KnowsThatACallWasTurnedAwayInFrontOfTheBridge) {
  for (const Code code : {Code::kUnimplemented, Code::kUnauthenticated}) {
    const Advice advice = AdviceFor(Of(code, Effect::kSend));
    EXPECT_EQ(advice.exit, ExitCode::kFailed) << Name(code);
  }
  // An HTTP 403, by whoever says it.
  EXPECT_EQ(ExitOf(Code::kPermissionDenied, Effect::kSend), ExitCode::kOutcomeUnknown);
}

TEST(AdviceFor, KnowsThatACallThatSendsNothingSentNothing) {
  for (int code = 1; code <= 16; ++code) {
    EXPECT_NE(ExitOf(static_cast<Code>(code), Effect::kNone), ExitCode::kOutcomeUnknown);
  }
  EXPECT_EQ(ExitOf(Code::kUnavailable, Effect::kNone), ExitCode::kNothingSent);
  EXPECT_EQ(ExitOf(Code::kDeadlineExceeded, Effect::kNone), ExitCode::kNothingSent);
  EXPECT_EQ(ExitOf(Code::kInternal, Effect::kNone), ExitCode::kFailed);
}

}  // namespace
}  // namespace imageco::complaintctl
