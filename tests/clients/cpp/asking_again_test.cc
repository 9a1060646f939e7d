#include "clients/cpp/src/asking_again.h"

#include <deque>
#include <vector>

#include "clients/cpp/src/local_error.h"
#include "clients/cpp/src/reasons.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/reply.h"

namespace imageco::complaint {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;
using ::testing::SizeIs;

// Answers from a script, on a clock of its own.
class Script : public PatientSurroundings {
 public:
  struct Answer {
    Result<ReplyResponse> result;
    nanoseconds takes;
  };

  Result<ReplyResponse> Answered(nanoseconds timeout) {
    timeouts.push_back(timeout);
    if (answers.empty()) return ReplyResponse();
    const Answer answer = answers.front();
    if (!repeat || answers.size() > 1) answers.pop_front();
    now_ += std::min(answer.takes, timeout);
    if (cancel_after_asks > 0 && --cancel_after_asks == 0) cancelled_ = true;
    return answer.result;
  }
  Clock::time_point Now() override { return now_; }
  void Wait(nanoseconds duration) override {
    waits.push_back(duration);
    now_ += duration;
    if (cancel_on_wait) cancelled_ = true;
  }
  bool IsCancelled() override { return cancelled_; }
  double Random() override { return random; }

  void Add(const Error& error, nanoseconds takes = 0s) { answers.push_back({error, takes}); }

  std::deque<Answer> answers;  // after the last one: delivered
  bool repeat = false;         // the last one again and again
  bool cancel_on_wait = false;
  int cancel_after_asks = 0;  // 0: never
  double random = 0.5;
  std::vector<nanoseconds> timeouts;
  std::vector<nanoseconds> waits;

 private:
  Clock::time_point now_;
  bool cancelled_ = false;
};

Error Because(Reason reason, std::optional<nanoseconds> retry_delay = std::nullopt) {
  const ReasonMeaning& meaning = *FindMeaning(reason);
  Error error;
  error.code = meaning.code;
  error.reason = reason;
  error.reason_name = meaning.name;
  error.sent = meaning.sent;
  error.retry_delay = retry_delay;
  return error;
}

Error Bare(Code code) { return DecodeError(code, "lost", ""); }

Result<ReplyResponse> AskWith(const Persistence& persistence, Script& script, nanoseconds timeout) {
  return Ask<ReplyResponse>(persistence, timeout, script, [&script](nanoseconds attempt_timeout) {
    return script.Answered(attempt_timeout);
  });
}

Result<ReplyResponse> AskUntilSettled(Script& script, nanoseconds timeout) {
  return AskWith(kUntilSettled, script, timeout);
}

Error RunToError(Script& asking, nanoseconds timeout = 2min) {
  Result<ReplyResponse> result = AskUntilSettled(asking, timeout);
  EXPECT_FALSE(result.ok());
  return result.ok() ? Error() : result.error();
}

TEST(AskUntilSettled, AsksOnceWhereTheAnswerComes) {
  Script asking;
  EXPECT_TRUE(AskUntilSettled(asking, 2min).ok());
  EXPECT_THAT(asking.timeouts, ElementsAre(30s));
  EXPECT_THAT(asking.waits, SizeIs(0));
}

TEST(AskUntilSettled, AsksAgainWhereTheConnectionMayHaveBroken) {
  for (const Code code : {Code::kUnavailable, Code::kUnknown, Code::kInternal, Code::kCancelled,
                          Code::kDeadlineExceeded}) {
    Script asking;
    asking.Add(Bare(code));
    EXPECT_TRUE(AskUntilSettled(asking, 2min).ok()) << Name(code);
    EXPECT_THAT(asking.timeouts, SizeIs(2)) << Name(code);
  }
}

TEST(AskUntilSettled, StopsAtOnceAtWhatARepeatCannotMend) {
  for (const Code code :
       {Code::kInvalidArgument, Code::kNotFound, Code::kAlreadyExists, Code::kPermissionDenied,
        Code::kResourceExhausted, Code::kFailedPrecondition, Code::kAborted, Code::kOutOfRange,
        Code::kUnimplemented, Code::kDataLoss, Code::kUnauthenticated}) {
    Script asking;
    asking.Add(Bare(code));
    EXPECT_EQ(RunToError(asking).code, code);
    EXPECT_THAT(asking.timeouts, SizeIs(1)) << Name(code);
  }
}

TEST(AskUntilSettled, GoesByTheBridgesWord) {
  for (int i = 1; i <= 16; ++i) {
    const auto reason = static_cast<Reason>(i);
    const bool again = reason == Reason::kReplyInProgress ||
                       reason == Reason::kGatewayUnreachable || reason == Reason::kCircuitOpen ||
                       reason == Reason::kLedgerUnavailable || reason == Reason::kDraining ||
                       reason == Reason::kRateLimited || reason == Reason::kOverloaded ||
                       reason == Reason::kDeadlineTooShort;
    Script asking;
    asking.Add(Because(reason));
    const Result<ReplyResponse> result = AskUntilSettled(asking, 2min);
    EXPECT_EQ(result.ok(), again) << Name(reason);
    if (!result.ok()) {
      EXPECT_EQ(result.error().reason, reason);
    }
  }
}

TEST(AskUntilSettled, TakesALaterReasonByItsCode) {
  Error later;
  later.reason = Reason::kUnrecognized;
  later.code = Code::kUnavailable;
  Script again;
  again.Add(later);
  EXPECT_TRUE(AskUntilSettled(again, 2min).ok());
  later.code = Code::kUnknown;
  Script once;
  once.Add(later);
  EXPECT_EQ(RunToError(once).reason, Reason::kUnrecognized);
}

TEST(AskUntilSettled, BacksOffFromAFifthOfASecondToFive) {
  Script asking;
  for (int i = 0; i < 8; ++i) asking.Add(Bare(Code::kUnavailable));
  EXPECT_TRUE(AskUntilSettled(asking, 2min).ok());
  EXPECT_THAT(asking.waits,
              ElementsAre(200ms, 400ms, 800ms, 1600ms, 3200ms, 5000ms, 5000ms, 5000ms));
}

TEST(AskUntilSettled, SpreadsItsWaits) {
  for (const double random : {0.0, 1.0}) {
    Script asking;
    asking.random = random;
    asking.Add(Bare(Code::kUnavailable));
    EXPECT_TRUE(AskUntilSettled(asking, 2min).ok());
    EXPECT_THAT(asking.waits, ElementsAre(random == 0 ? 160ms : 240ms));
  }
}

TEST(AskUntilSettled, WaitsAsLongAsTheBridgeAsks) {
  Script asking;
  asking.Add(Because(Reason::kRateLimited, 7s));
  EXPECT_TRUE(AskUntilSettled(asking, 2min).ok());
  EXPECT_THAT(asking.waits, ElementsAre(7s));
}

TEST(AskUntilSettled, ReturnsAtOnceWhereTheWaitDoesNotFit) {
  Script asking;
  asking.Add(Because(Reason::kCircuitOpen, 30s));
  const Error error = RunToError(asking, 20s);
  EXPECT_EQ(error.reason, Reason::kCircuitOpen);
  EXPECT_EQ(error.sent, Sent::kNothing);
  EXPECT_EQ(error.retry_delay, 30s);
  EXPECT_THAT(asking.waits, SizeIs(0));
}

TEST(AskUntilSettled, GivesEachAttemptThirtySecondsOrWhatIsLeft) {
  Script asking;
  for (int i = 0; i < 3; ++i) asking.Add(Bare(Code::kDeadlineExceeded), 1min);
  EXPECT_EQ(RunToError(asking, 80s).code, Code::kDeadlineExceeded);
  EXPECT_THAT(asking.timeouts, ElementsAre(30s, 30s, 80s - 60s - 600ms));
}

TEST(AskUntilSettled, NeverOutlivesItsDeadline) {
  Script asking;
  asking.repeat = true;
  asking.Add(Bare(Code::kUnavailable), 10ms);
  const auto begin = asking.Now();
  EXPECT_EQ(RunToError(asking, 10s).code, Code::kUnavailable);
  EXPECT_LE(asking.Now() - begin, 10s);
  EXPECT_THAT(asking.timeouts, Each(AllOf(Ge(0s), Le(10s))));
}

TEST(AskUntilSettled, TellsTheBridgesWordRatherThanThatTimeWasUp) {
  Script asking;
  asking.Add(Because(Reason::kReplyInProgress));
  asking.Add(Bare(Code::kDeadlineExceeded), 1min);
  const Error error = RunToError(asking, 5s);
  EXPECT_EQ(error.reason, Reason::kReplyInProgress);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
}

TEST(AskUntilSettled, TellsWhyRatherThanThatItsLastAttemptHadTooLittleTime) {
  Script script;
  script.Add(Because(Reason::kGatewayUnreachable));
  script.Add(Because(Reason::kDeadlineTooShort));
  const Error error = RunToError(script, 5s);
  EXPECT_EQ(error.reason, Reason::kGatewayUnreachable);
  EXPECT_EQ(error.sent, Sent::kNothing);
}

TEST(AskUntilSettled, TellsThatTimeWasUpWhereThereIsNothingElseToTell) {
  Script asking;
  asking.Add(Bare(Code::kDeadlineExceeded), 1min);
  const Error error = RunToError(asking, 5s);
  EXPECT_EQ(error.code, Code::kDeadlineExceeded);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
}

TEST(AskUntilSettled, DoesNotForgetALostAttemptForALaterOneThatSentNothing) {
  for (const Reason reason : {Reason::kCircuitOpen, Reason::kInvalidRequest}) {
    Script asking;
    asking.Add(Bare(Code::kUnavailable));
    asking.Add(Because(reason, 1h));
    const Error error = RunToError(asking);
    EXPECT_EQ(error.reason, reason);
    EXPECT_EQ(error.sent, Sent::kPerhaps) << Name(reason);
  }
}

TEST(AskUntilSettled, ForgetsALostAttemptForAnAnswerThatSettlesIt) {
  Script rejected;
  rejected.Add(Bare(Code::kUnavailable));
  rejected.Add(Because(Reason::kGatewayRejected));
  EXPECT_EQ(RunToError(rejected).sent, Sent::kRefused);
  Script reused;
  reused.Add(Bare(Code::kUnavailable));
  reused.Add(Because(Reason::kTransactionIdReused));
  EXPECT_EQ(RunToError(reused).sent, Sent::kNothing);
}

TEST(AskUntilSettled, KnowsThatNothingWasSentWhereEveryAttemptSaysSo) {
  Script asking;
  asking.Add(Because(Reason::kDraining));
  asking.Add(Because(Reason::kCircuitOpen, 1h));
  EXPECT_EQ(RunToError(asking).sent, Sent::kNothing);
}

TEST(AskUntilSettled, TriesALongerDeadlineOnceOneWasTooShort) {
  Script asking;
  asking.Add(Because(Reason::kDeadlineTooShort));
  EXPECT_TRUE(AskUntilSettled(asking, 2min).ok());
  EXPECT_THAT(asking.timeouts, ElementsAre(30s, 2min - 200ms));
}

TEST(AskUntilSettled, StopsWhereNoLongerDeadlineIsLeft) {
  Script asking;
  asking.repeat = true;
  asking.Add(Because(Reason::kDeadlineTooShort));
  EXPECT_EQ(RunToError(asking, 10s).reason, Reason::kDeadlineTooShort);
  EXPECT_THAT(asking.timeouts, ElementsAre(10s));
}

TEST(AskUntilSettled, StopsAtTheCallersCancellation) {
  Script asking;
  asking.cancel_after_asks = 1;
  asking.Add(Bare(Code::kCancelled));
  const Error error = RunToError(asking);
  EXPECT_EQ(error.code, Code::kCancelled);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
  EXPECT_THAT(asking.timeouts, SizeIs(1));
}

TEST(AskUntilSettled, StopsWaitingAtTheCallersCancellation) {
  Script asking;
  asking.cancel_on_wait = true;
  asking.Add(Because(Reason::kOverloaded));
  const Error error = RunToError(asking);
  EXPECT_EQ(error.code, Code::kCancelled);
  EXPECT_EQ(error.sent, Sent::kNothing);
  EXPECT_THAT(asking.timeouts, SizeIs(1));
}

TEST(Retries, RepeatWhatIsUnavailableThreeTimes) {
  Script script;
  for (int i = 0; i < 3; ++i) script.Add(Bare(Code::kUnavailable));
  EXPECT_TRUE(AskWith(kRetries, script, 30s).ok());
  EXPECT_THAT(script.waits, ElementsAre(200ms, 400ms, 800ms));
  EXPECT_THAT(script.timeouts, ElementsAre(30s, 29800ms, 29400ms, 28600ms));

  Script never;
  never.repeat = true;
  never.Add(Because(Reason::kDraining));
  EXPECT_EQ(AskWith(kRetries, never, 30s).error().reason, Reason::kDraining);
  EXPECT_THAT(never.timeouts, SizeIs(4));
}

TEST(Retries, RepeatNothingElse) {
  for (int code = 1; code <= 16; ++code) {
    if (static_cast<Code>(code) == Code::kUnavailable) continue;
    Script script;
    script.Add(Bare(static_cast<Code>(code)));
    EXPECT_FALSE(AskWith(kRetries, script, 30s).ok()) << code;
    EXPECT_THAT(script.timeouts, SizeIs(1)) << code;
  }
}

TEST(Retries, LeaveALongWaitToTheCaller) {
  Script script;
  script.Add(Because(Reason::kCircuitOpen, 10s));
  EXPECT_EQ(AskWith(kRetries, script, 30s).error().retry_delay, 10s);
  EXPECT_THAT(script.waits, SizeIs(0));
}

TEST(Retries, DoNotForgetALostAttemptForALaterOneThatSentNothing) {
  Script script;
  script.Add(Bare(Code::kUnavailable));
  script.Add(Because(Reason::kRateLimited));
  const Error error = AskWith(kRetries, script, 30s).error();
  EXPECT_EQ(error.reason, Reason::kRateLimited);
  EXPECT_EQ(error.sent, Sent::kPerhaps);
}

TEST(Once, IsOnce) {
  Script script;
  script.Add(Bare(Code::kUnavailable));
  EXPECT_EQ(AskWith(kOnce, script, 30s).error().code, Code::kUnavailable);
  EXPECT_THAT(script.timeouts, ElementsAre(30s));
}

}  // namespace
}  // namespace imageco::complaint
