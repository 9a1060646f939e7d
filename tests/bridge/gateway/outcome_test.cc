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
  std::string operator()(const Deferred& o) const {
    return absl::StrCat("deferred: ", o.why, ", come back ", absl::FormatDuration(o.retry_after));
  }
  std::string operator()(const NotSent& o) const { return absl::StrCat("not sent: ", o.why); }
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
Answer Unverified(const std::string& id = "", const std::string& comment = "") {
  return {Trust::kUnverified, "answer: is not signed", {id, comment}};
}

// An operator who knows the vendor's front.
config::v1::Results RulesWithStatuses() {
  config::v1::Results rules = Rules();
  for (const int status : {403, 503}) rules.add_refused_statuses(status);
  rules.add_deferred_statuses(429);
  return rules;
}

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

std::string Undocumented(const std::string& id) {
  return "unknown: the gateway's result \"" + id + "\" is no id of four letters or digits";
}

std::string Contradicted(int status, const std::string& id) {
  return absl::StrCat("unknown: HTTP status ", status, " contradicts the gateway's result ", id,
                      " 说明");
}

const std::vector<Row>& Table() {
  static const auto& table = *new std::vector<Row>{
      // A verified message means what its result says.
      {"Ok0000", 200, Verified("0000"), "delivered 0000 说明"},
      {"Created0000", 201, Verified("0000"), "delivered 0000 说明"},
      {"Last2xx0000", 299, Verified("0000"), "delivered 0000 说明"},
      {"OkOther", 200, Verified("1001"), "rejected 1001 说明 HTTP 200"},
      {"OkLetters", 200, Verified("E0a1"), "rejected E0a1 说明 HTTP 200"},
      {"OkUnknownId", 200, Verified("9999"), "unknown: the gateway's result 9999 leaves it open"},
      {"OkRetryId", 200, Verified("4290"), "deferred: the gateway's result is 4290, come back 1m"},
      {"OkSecondRetryId", 200, Verified("4291"),
       "deferred: the gateway's result is 4291, come back 1m"},
      // What is no documented id says nothing.
      {"OkEmptyId", 200, Verified(""), Undocumented("")},
      {"OkShortId", 200, Verified("0"), Undocumented("0")},
      {"OkShortZeros", 200, Verified("000"), Undocumented("000")},
      {"OkLongId", 200, Verified("00000"), Undocumented("00000")},
      {"OkBlankAfter", 200, Verified("0000 "), Undocumented("0000 ")},
      {"OkBlankBefore", 200, Verified(" 0000"), Undocumented(" 0000")},
      {"OkBlankWithin", 200, Verified("00 0"), Undocumented("00 0")},
      {"OkNewline", 200, Verified("0000\n"), Undocumented("0000 ")},
      {"OkNul", 200, Verified(std::string("000\0", 4)), Undocumented("000 ")},
      {"OkFullWidth", 200, Verified("０００0"), Undocumented("０００0")},
      {"OkFourChinese", 200, Verified("回复成功"), Undocumented("回复成功")},
      {"OkWord", 200, Verified("success"), Undocumented("success")},
      {"OkNull", 200, Verified("null"), Undocumented("null")},
      {"OkHyphen", 200, Verified("-001"), Undocumented("-001")},
      {"BadRequestEmptyId", 400, Verified(""), Undocumented("")},
      // Without one, no status says anything.
      {"InformationalForeign", 100, Foreign(), "unknown: HTTP status 100, not a JSON object"},
      {"OkForeign", 200, Foreign(), "unknown: HTTP status 200, not a JSON object"},
      {"OkUnverified", 200, Unverified(), "unknown: HTTP status 200, answer: is not signed"},
      {"NoContentForeign", 204, Foreign(), "unknown: HTTP status 204, not a JSON object"},
      {"RedirectForeign", 302, Foreign(), "unknown: HTTP status 302, not a JSON object"},
      {"RedirectUnverified", 302, Unverified(), "unknown: HTTP status 302, answer: is not signed"},
      {"BadRequestForeign", 400, Foreign(), "unknown: HTTP status 400, not a JSON object"},
      {"UnauthorizedForeign", 401, Foreign(), "unknown: HTTP status 401, not a JSON object"},
      {"ForbiddenForeign", 403, Foreign(), "unknown: HTTP status 403, not a JSON object"},
      {"NotFoundForeign", 404, Foreign(),
       "unknown: HTTP status 404 (check gateway.url), not a JSON object"},
      {"NotAllowedForeign", 405, Foreign(), "unknown: HTTP status 405, not a JSON object"},
      {"RequestTimeoutForeign", 408, Foreign(), "unknown: HTTP status 408, not a JSON object"},
      {"ConflictForeign", 409, Foreign(), "unknown: HTTP status 409, not a JSON object"},
      {"TooEarlyForeign", 425, Foreign(), "unknown: HTTP status 425, not a JSON object"},
      {"TooManyForeign", 429, Foreign(), "unknown: HTTP status 429, not a JSON object"},
      {"ClosedByBalancerForeign", 460, Foreign(), "unknown: HTTP status 460, not a JSON object"},
      {"ClosedByClientForeign", 499, Foreign(), "unknown: HTTP status 499, not a JSON object"},
      {"BadRequestUnverified", 400, Unverified(),
       "unknown: HTTP status 400, answer: is not signed"},
      {"TooManyUnverified", 429, Unverified(), "unknown: HTTP status 429, answer: is not signed"},
      {"InternalForeign", 500, Foreign(), "unknown: HTTP status 500, not a JSON object"},
      {"UnavailableForeign", 503, Foreign(), "unknown: HTTP status 503, not a JSON object"},
      {"TimeoutUnverified", 504, Unverified(), "unknown: HTTP status 504, answer: is not signed"},
      {"Beyond5xxForeign", 600, Foreign(), "unknown: HTTP status 600, not a JSON object"},
      // A refusal under 3xx or 4xx is the refusal that it says.
      {"RedirectFailure", 302, Verified("1001"), "rejected 1001 说明 HTTP 302"},
      {"BadRequestFailure", 400, Verified("1001"), "rejected 1001 说明 HTTP 400"},
      {"BadRequestUnknownId", 400, Verified("9998"),
       "unknown: the gateway's result 9998 leaves it open"},
      {"BadRequestRetryId", 400, Verified("4290"),
       "deferred: the gateway's result is 4290, come back 1m"},
      {"TooManyFailure", 429, Verified("1001"), "rejected 1001 说明 HTTP 429"},
      {"TooManyUnknownId", 429, Verified("9998"),
       "unknown: the gateway's result 9998 leaves it open"},
      {"TooManyRetryId", 429, Verified("4290"),
       "deferred: the gateway's result is 4290, come back 1m"},
      // Two signs that contradict each other decide nothing.
      {"FirstRedirectSuccess", 300, Verified("0000"), Contradicted(300, "0000")},
      {"RedirectSuccess", 302, Verified("0000"), Contradicted(302, "0000")},
      {"BadRequestSuccess", 400, Verified("0000"), Contradicted(400, "0000")},
      {"TooManySuccess", 429, Verified("0000"), Contradicted(429, "0000")},
      {"InternalSuccess", 500, Verified("0000"), Contradicted(500, "0000")},
      {"InternalFailure", 500, Verified("1001"), Contradicted(500, "1001")},
      {"UnavailableRetryId", 503, Verified("4290"), Contradicted(503, "4290")},
  };
  return table;
}

INSTANTIATE_TEST_SUITE_P(Table, MeaningOfAnswer, testing::ValuesIn(Table()),
                         [](const auto& row) { return row.param.name; });

TEST(Interpret, SaysNotSentWhereNothingLeft) {
  TransportResult transport;
  transport.sent = Sent::kNothing;
  transport.error = "connect: refused";
  EXPECT_EQ(Meaning(transport, Foreign()), "not sent: connect: refused");
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

TEST(Interpret, BelievesAListedStatusThatNoMessageComesWith) {
  const config::v1::Results rules = RulesWithStatuses();
  EXPECT_EQ(Meaning(Answered(403), Foreign(), rules), "rejected   HTTP 403");
  EXPECT_EQ(Meaning(Answered(503), Foreign(), rules), "rejected   HTTP 503");
  EXPECT_EQ(Meaning(Answered(429), Foreign(), rules), "deferred: HTTP status 429, come back 1m");
  EXPECT_EQ(Meaning(Answered(404), Foreign(), rules),
            "unknown: HTTP status 404 (check gateway.url), not a JSON object");
}

TEST(Interpret, BelievesNoListedStatusThatAMessageComesWith) {
  const config::v1::Results rules = RulesWithStatuses();
  for (const int status : {403, 429, 503}) {
    const std::string http = absl::StrCat("unknown: HTTP status ", status);
    EXPECT_EQ(Meaning(Answered(status), Unverified(), rules), http + ", answer: is not signed");
    EXPECT_EQ(Meaning(Answered(status), Verified("0000"), rules), Contradicted(status, "0000"));
  }
  EXPECT_EQ(Meaning(Answered(429), Verified("9998"), rules),
            "unknown: the gateway's result 9998 leaves it open");
}

TEST(Interpret, PutsOffForAsLongAsTheGatewaySays) {
  TransportResult transport = Answered(429);
  transport.retry_after = absl::Seconds(7);
  EXPECT_EQ(Meaning(transport, Foreign(), RulesWithStatuses()),
            "deferred: HTTP status 429, come back 7s");
  EXPECT_EQ(Meaning(transport, Verified("4290")),
            "deferred: the gateway's result is 4290, come back 7s");
}

TEST(Interpret, PutsOffForAsLongAsConfiguredWhereTheGatewayDoesNotSay) {
  config::v1::Results rules = RulesWithStatuses();
  rules.mutable_retry_delay()->set_seconds(1);
  rules.mutable_retry_delay()->set_nanos(500'000'000);
  EXPECT_EQ(Meaning(Answered(429), Foreign(), rules), "deferred: HTTP status 429, come back 1.5s");
  EXPECT_EQ(Meaning(Answered(200), Verified("4290"), rules),
            "deferred: the gateway's result is 4290, come back 1.5s");
}

TEST(Interpret, TellsWhatTheGatewaySaidWithoutBelievingIt) {
  EXPECT_EQ(Meaning(Answered(200), Unverified("9002", "签名错误")),
            "unknown: HTTP status 200, answer: is not signed; the gateway said, unverified: 9002 "
            "签名错误");
}

TEST(Interpret, TellsItInOneShortLine) {
  const std::string meaning =
      Meaning(Answered(200), Unverified("1\r\n2", std::string(60'000, 'x') + "y"));
  EXPECT_TRUE(meaning.ends_with("unverified: 1  2 " + std::string(256, 'x'))) << meaning;
}

TEST(Interpret, CallsEveryOtherIdAFailureByDefault) {
  for (const std::string id : {"9999", "4290", "0001", "ABCD"}) {
    EXPECT_EQ(Meaning(Answered(200), Verified(id), {}), "rejected " + id + " 说明 HTTP 200");
  }
}

TEST(Interpret, BelievesNoResultOfAnAnswerThatIsNotVerified) {
  for (const Trust trust : {Trust::kForeign, Trust::kUnverified}) {
    for (const std::string id : {"0000", "1001", "4290"}) {
      for (const int status : {200, 400, 429, 500}) {
        const std::string meaning = Meaning(Answered(status), {trust, "fault", {id, "说明"}});
        EXPECT_TRUE(meaning.starts_with("unknown: ")) << meaning;
      }
    }
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
