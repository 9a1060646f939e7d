#include "clients/complaintctl/call/answer_printer.h"

#include <google/protobuf/text_format.h>

#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using nlohmann::json;
using ::testing::IsEmpty;

// Prints a response in text format.
template <typename Response>
Ran Print(ExitCode (*print)(const Response&, OutputFormat, Console&), const std::string& text,
          OutputFormat format = OutputFormat::kPeople) {
  Response response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &response));
  return Capture([&](Console& console) { return print(response, format, console); });
}

constexpr char kDelivered[] = R"(
    isspid: "39493002" transaction_id: "t1" seller_account: "S" complaint_id: "C"
    result { id: "0000" comment: "回复成功" } settle_time { seconds: 1718615103 })";

TEST(PrintReply, TellsPeopleThatItWasDelivered) {
  const Ran ran = Print(PrintReply, kDelivered);
  EXPECT_EQ(ran.out,
            "Delivered.\n"
            "  isspid          39493002\n"
            "  transaction id  t1\n"
            "  result          0000 回复成功\n"
            "  settled         2024-06-17T09:05:03Z\n");
  EXPECT_THAT(ran.err, IsEmpty());
  EXPECT_EQ(ran.exit, ExitCode::kOk);
}

TEST(PrintReply, TellsPeopleOfAReplay) {
  const Ran ran = Print(PrintReply, std::string(kDelivered) + " replayed: true");
  EXPECT_EQ(ran.out.substr(0, ran.out.find('\n')), "Delivered before. Nothing was sent this time.");
}

TEST(PrintReply, TellsPeopleOfAReplyThatAnOperatorFoundDelivered) {
  const Ran ran = Print(
      PrintReply, R"(transaction_id: "t1" replayed: true settle_time { seconds: 1718615103 })");
  EXPECT_EQ(ran.out,
            "Delivered before. Nothing was sent this time.\n"
            "  transaction id  t1\n"
            "  settled         2024-06-17T09:05:03Z\n");
}

TEST(PrintReply, TellsPeopleThatARequestIsValid) {
  EXPECT_EQ(Print(PrintReply, R"(transaction_id: "t1")").out,
            "Valid. Nothing was sent.\n  transaction id  t1\n");
}

TEST(PrintReply, WritesProtobufsJsonWithTheNamesOfTheProto) {
  const Ran ran = Print(PrintReply, kDelivered, OutputFormat::kJson);
  EXPECT_EQ(json::parse(ran.out), json({{"isspid", "39493002"},
                                        {"transaction_id", "t1"},
                                        {"seller_account", "S"},
                                        {"complaint_id", "C"},
                                        {"result", {{"id", "0000"}, {"comment", "回复成功"}}},
                                        {"replayed", false},
                                        {"settle_time", "2024-06-17T09:05:03Z"}}));
  EXPECT_THAT(ran.out, testing::HasSubstr("回复成功"));
}

TEST(PrintRecord, TellsPeopleHowFarAReplyCame) {
  const Ran ran = Print(PrintRecord, R"(reply {
      isspid: "39493002" transaction_id: "t1" state: REPLY_STATE_REJECTED
      result { id: "1001" comment: "投诉单不存在" }
      claim_time { seconds: 1718615102 } settle_time { seconds: 1718615103 } })");
  EXPECT_EQ(ran.out,
            "REJECTED\n"
            "  isspid          39493002\n"
            "  transaction id  t1\n"
            "  result          1001 投诉单不存在\n"
            "  claimed         2024-06-17T09:05:02Z\n"
            "  settled         2024-06-17T09:05:03Z\n");
}

TEST(PrintRecord, TellsOfTheReplyByItsExitCode) {
  for (const OutputFormat format : {OutputFormat::kPeople, OutputFormat::kJson}) {
    const auto exit_for = [&](const std::string& state) {
      return Print(PrintRecord, "reply { state: " + state + " }", format).exit;
    };
    EXPECT_EQ(exit_for("REPLY_STATE_DELIVERED"), ExitCode::kOk);
    EXPECT_EQ(exit_for("REPLY_STATE_REJECTED"), ExitCode::kFailed);
    EXPECT_EQ(exit_for("REPLY_STATE_SENDING"), ExitCode::kOutcomeUnknown);
    EXPECT_EQ(exit_for("REPLY_STATE_UNKNOWN"), ExitCode::kOutcomeUnknown);
    EXPECT_EQ(exit_for("REPLY_STATE_UNSPECIFIED"), ExitCode::kOutcomeUnknown);
    EXPECT_EQ(exit_for("REPLY_STATE_NOT_DELIVERED"), ExitCode::kNothingSent);
  }
}

TEST(PrintRecord, TellsPeopleWhyAndWhatWasFound) {
  const Ran ran = Print(PrintRecord, R"(reply {
      transaction_id: "t1" state: REPLY_STATE_UNKNOWN why: "connection reset"
      settle_time { seconds: 1718615103 }
      finding { verdict: VERDICT_NOT_DELIVERED settled_by: "alice" reason: "looked"
                settled_by_identity: "spiffe://alice"
                settle_time { seconds: 1718615104 } } })");
  EXPECT_EQ(ran.out,
            "UNKNOWN\n"
            "  transaction id  t1\n"
            "  why             connection reset\n"
            "  settled         2024-06-17T09:05:03Z\n"
            "  finding         not delivered, says alice (spiffe://alice): looked\n"
            "  found           2024-06-17T09:05:04Z\n");
}

TEST(PrintSettled, TellsPeopleWhatItMeansToCallers) {
  const auto print = [](const std::string& state, const std::string& verdict) {
    return Print(PrintSettled, "reply { transaction_id: 't1' state: REPLY_STATE_" + state +
                                   " finding { verdict: VERDICT_" + verdict + " } }");
  };
  const Ran delivered = print("DELIVERED", "DELIVERED");
  EXPECT_THAT(delivered.out, testing::StartsWith("Settled as DELIVERED.\n  transaction id  t1\n"));
  EXPECT_THAT(delivered.out, testing::HasSubstr("hears OK"));
  const Ran not_delivered = print("NOT_DELIVERED", "NOT_DELIVERED");
  EXPECT_THAT(not_delivered.out, testing::StartsWith("Settled as NOT_DELIVERED.\n"));
  EXPECT_THAT(not_delivered.out, testing::HasSubstr("sends it once more"));
  EXPECT_EQ(not_delivered.exit, ExitCode::kOk) << "the settlement succeeded";
}

// Protobuf has no words for a time past the year 9999.
TEST(PrintAnswers, FailWhereTheAnswerHasNoJson) {
  const std::string record =
      "reply { state: REPLY_STATE_DELIVERED claim_time { seconds: 999999999999 } }";
  for (const Ran& ran :
       {Print(PrintReply, "settle_time { seconds: 999999999999 }", OutputFormat::kJson),
        Print(PrintRecord, record, OutputFormat::kJson),
        Print(PrintSettled, record, OutputFormat::kJson)}) {
    EXPECT_THAT(ran.out, IsEmpty());
    EXPECT_THAT(ran.err, testing::StartsWith("complaintctl: the answer has no JSON: "));
    EXPECT_EQ(ran.exit, ExitCode::kFailed);
  }
}

TEST(PrintRecord, WritesProtobufsJson) {
  const Ran ran = Print(PrintRecord, "reply { state: REPLY_STATE_SENDING }", OutputFormat::kJson);
  EXPECT_EQ(json::parse(ran.out)["reply"]["state"], "REPLY_STATE_SENDING");
}

}  // namespace
}  // namespace imageco::complaintctl
