#include "bridge/gateway/outcome.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace imageco::bridge::gateway {
namespace {

using Trust = Answer::Trust;

// An outcome as one line, so that a row of the table says all of it.
struct Describe {
  std::string operator()(const Delivered& o) const {
    return absl::StrCat("delivered ", o.result.id, " ", o.result.comment);
  }
  std::string operator()(const Rejected& o) const {
    return absl::StrCat("rejected ", o.result.id, " ", o.result.comment, " HTTP ", o.http_status);
  }
  std::string operator()(const NotSent& o) const {
    return absl::StrCat("not sent: ", o.why, ", come back ",
                        o.retry_after ? absl::FormatDuration(*o.retry_after) : "any time");
  }
  std::string operator()(const Unknown& o) const { return absl::StrCat("unknown: ", o.why); }
};

config::v1::Results Rules() {
  config::v1::Results rules;
  for (const char* id : {"9998", "9999"}) rules.add_unknown_ids(id);
  for (const char* id : {"4290", "4291"}) rules.add_retry_ids(id);
  return rules;
}

TransportResult Answered(int status) {
  TransportResult transport;
  transport.sent = Sent::kAnswered;
  transport.http_status = status;
  return transport;
}

Answer Verified(const std::string& id) { return {Trust::kVerified, "", {id, "说明"}}; }
Answer Foreign() { return {Trust::kForeign, "not a JSON object", {}}; }
Answer Unverified() { return {Trust::kUnverified, "answer: is not signed", {}}; }

std::string Meaning(const TransportResult& transport, const Answer& answer,
                    const config::v1::Results& rules = Rules()) {
  return std::visit(Describe(), Interpret(transport, answer, rules));
}

// One row of the meaning of answers.
struct Row {
  std::string name;
  int status;
  Answer answer;
  std::string meaning;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class MeaningOfAnswer : public testing::TestWithParam<Row> {};

TEST_P(MeaningOfAnswer, IsThatOfTheTable) {
  EXPECT_EQ(Meaning(Answered(GetParam().status), GetParam().answer), GetParam().meaning);
}

const std::vector<Row>& Table() {
  static const auto& table = *new std::vector<Row>{
      // A verified answer means what its result says.
      {"Ok0000", 200, Verified("0000"), "delivered 0000 说明"},
      {"Created0000", 201, Verified("0000"), "delivered 0000 说明"},
      {"Last2xx0000", 299, Verified("0000"), "delivered 0000 说明"},
      {"OkOther", 200, Verified("1001"), "rejected 1001 说明 HTTP 200"},
      {"OkShortId", 200, Verified("0"), "rejected 0 说明 HTTP 200"},
      {"OkLongId", 200, Verified("00000"), "rejected 00000 说明 HTTP 200"},
      {"OkEmptyId", 200, Verified(""), "rejected  说明 HTTP 200"},
      {"OkUnknownId", 200, Verified("9999"), "unknown: the gateway's result 9999 leaves it open"},
      {"OkRetryId", 200, Verified("4290"), "not sent: the gateway's result is 4290, come back 1m"},
      {"OkSecondRetryId", 200, Verified("4291"),
       "not sent: the gateway's result is 4291, come back 1m"},
      // Without one, a 2xx says nothing.
      {"OkForeign", 200, Foreign(), "unknown: HTTP status 200, not a JSON object"},
      {"OkUnverified", 200, Unverified(), "unknown: HTTP status 200, answer: is not signed"},
      {"NoContentForeign", 204, Foreign(), "unknown: HTTP status 204, not a JSON object"},
      {"InformationalForeign", 100, Foreign(), "unknown: HTTP status 100, not a JSON object"},
      // A redirection is nobody's refusal.
      {"RedirectForeign", 302, Foreign(), "unknown: HTTP status 302, not a JSON object"},
      {"RedirectUnverified", 302, Unverified(), "unknown: HTTP status 302, answer: is not signed"},
      {"RedirectSuccess", 302, Verified("0000"),
       "unknown: HTTP status 302 contradicts its message"},
      {"FirstRedirectSuccess", 300, Verified("0000"),
       "unknown: HTTP status 300 contradicts its message"},
      {"RedirectFailure", 302, Verified("1001"), "rejected 1001 说明 HTTP 302"},
      // A 4xx refuses, by its message or, where it has none, by itself.
      {"BadRequestForeign", 400, Foreign(), "rejected   HTTP 400"},
      {"ForbiddenForeign", 403, Foreign(), "rejected   HTTP 403"},
      {"NotFoundForeign", 404, Foreign(), "rejected   HTTP 404"},
      {"Last4xxForeign", 499, Foreign(), "rejected   HTTP 499"},
      {"BadRequestUnverified", 400, Unverified(),
       "unknown: HTTP status 400, answer: is not signed"},
      {"BadRequestFailure", 400, Verified("1001"), "rejected 1001 说明 HTTP 400"},
      {"BadRequestUnknownId", 400, Verified("9998"),
       "unknown: the gateway's result 9998 leaves it open"},
      {"BadRequestRetryId", 400, Verified("4290"),
       "not sent: the gateway's result is 4290, come back 1m"},
      {"BadRequestSuccess", 400, Verified("0000"),
       "unknown: HTTP status 400 contradicts its message"},
      // 429 says that nothing was taken, unless its message says that it was.
      {"TooManyForeign", 429, Foreign(), "not sent: HTTP status 429, come back 1m"},
      {"TooManyUnverified", 429, Unverified(), "not sent: HTTP status 429, come back 1m"},
      {"TooManyFailure", 429, Verified("1001"), "not sent: HTTP status 429, come back 1m"},
      {"TooManyRetryId", 429, Verified("4290"), "not sent: HTTP status 429, come back 1m"},
      {"TooManySuccess", 429, Verified("0000"), "unknown: HTTP status 429 contradicts its message"},
      // A 5xx leaves it open, whatever it carries.
      {"InternalForeign", 500, Foreign(), "unknown: HTTP status 500"},
      {"UnavailableForeign", 503, Foreign(), "unknown: HTTP status 503"},
      {"TimeoutUnverified", 504, Unverified(), "unknown: HTTP status 504"},
      {"InternalSuccess", 500, Verified("0000"), "unknown: HTTP status 500"},
      {"InternalFailure", 500, Verified("1001"), "unknown: HTTP status 500"},
      {"UnavailableRetryId", 503, Verified("4290"), "unknown: HTTP status 503"},
      {"Beyond5xxForeign", 600, Foreign(), "unknown: HTTP status 600"},
  };
  return table;
}

INSTANTIATE_TEST_SUITE_P(Table, MeaningOfAnswer, testing::ValuesIn(Table()),
                         [](const auto& row) { return row.param.name; });

TEST(Interpret, SaysNotSentWhereNothingLeft) {
  TransportResult transport;
  transport.sent = Sent::kNothing;
  transport.error = "connect: refused";
  EXPECT_EQ(Meaning(transport, Foreign()), "not sent: connect: refused, come back any time");
}

TEST(Interpret, SaysUnknownWhereSomethingMayHaveLeft) {
  TransportResult transport;
  transport.sent = Sent::kPerhaps;
  transport.error = "receive: timed out";
  EXPECT_EQ(Meaning(transport, Foreign()), "unknown: receive: timed out");
}

TEST(Interpret, BelievesNoAnswerThatDidNotArriveWhole) {
  for (const Sent sent : {Sent::kNothing, Sent::kPerhaps}) {
    TransportResult transport = Answered(200);
    transport.sent = sent;
    const std::string meaning = Meaning(transport, Verified("0000"));
    EXPECT_FALSE(meaning.starts_with("delivered")) << meaning;
    EXPECT_FALSE(meaning.starts_with("rejected")) << meaning;
  }
}

TEST(Interpret, PutsOffForAsLongAsTheGatewaySays) {
  TransportResult transport = Answered(429);
  transport.retry_after = absl::Seconds(7);
  EXPECT_EQ(Meaning(transport, Foreign()), "not sent: HTTP status 429, come back 7s");
  transport.http_status = 200;
  EXPECT_EQ(Meaning(transport, Verified("4290")),
            "not sent: the gateway's result is 4290, come back 7s");
}

TEST(Interpret, PutsOffForAsLongAsConfiguredWhereTheGatewayDoesNotSay) {
  config::v1::Results rules = Rules();
  rules.mutable_retry_delay()->set_seconds(1);
  rules.mutable_retry_delay()->set_nanos(500'000'000);
  EXPECT_EQ(Meaning(Answered(429), Foreign(), rules), "not sent: HTTP status 429, come back 1.5s");
  EXPECT_EQ(Meaning(Answered(200), Verified("4290"), rules),
            "not sent: the gateway's result is 4290, come back 1.5s");
}

TEST(Interpret, IgnoresRetryAfterWhereNothingIsToBeRepeated) {
  TransportResult transport = Answered(503);
  transport.retry_after = absl::Seconds(7);
  EXPECT_EQ(Meaning(transport, Foreign()), "unknown: HTTP status 503");
}

TEST(Interpret, CallsEveryOtherIdAFailureByDefault) {
  for (const std::string id : {"9999", "4290", "0001", "1", "0000 ", "ok"}) {
    EXPECT_EQ(Meaning(Answered(200), Verified(id), {}), "rejected " + id + " 说明 HTTP 200");
  }
}

TEST(Interpret, DeliversSuccessWhateverIsConfigured) {
  config::v1::Results rules;
  rules.add_unknown_ids("0000");
  rules.add_retry_ids("0000");
  EXPECT_EQ(Meaning(Answered(200), Verified("0000"), rules), "delivered 0000 说明");
}

TEST(Interpret, LeavesOpenWhatIsConfiguredBothWays) {
  config::v1::Results rules;
  rules.add_unknown_ids("5000");
  rules.add_retry_ids("5000");
  EXPECT_EQ(Meaning(Answered(200), Verified("5000"), rules),
            "unknown: the gateway's result 5000 leaves it open");
}

TEST(Interpret, BelievesNoResultOfAnAnswerThatIsNotVerified) {
  for (const Trust trust : {Trust::kForeign, Trust::kUnverified}) {
    for (const std::string id : {"0000", "1001", "4290"}) {
      EXPECT_EQ(Meaning(Answered(200), {trust, "fault", {id, "说明"}}),
                "unknown: HTTP status 200, fault");
    }
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
