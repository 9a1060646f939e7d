#include "clients/complaintctl/call/list_printer.h"

#include <google/protobuf/text_format.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::ListRepliesResponse;
using nlohmann::json;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// Prints pages in text format, and what stands at the end of a list.
Ran PrintPages(const std::vector<std::string>& pages, OutputFormat format = OutputFormat::kPeople) {
  return Capture([&](Console& console) {
    ListPrinter printer(format, console);
    for (const std::string& text : pages) {
      ListRepliesResponse page;
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &page));
      if (!printer.Print(page)) return ExitCode::kFailed;
    }
    printer.Finish();
    return ExitCode::kOk;
  });
}

TEST(ListPrinter, PrintsColumns) {
  const Ran ran = PrintPages({R"(
      replies { isspid: "39493002" transaction_id: "t1" state: REPLY_STATE_UNKNOWN why: "reset"
                claim_time { seconds: 1718615102 nanos: 5 } settle_time { seconds: 1718615103 } }
      replies { isspid: "1" transaction_id: "号-22222222222222" state: REPLY_STATE_SENDING
                claim_time { seconds: 1718615104 } }
      replies { isspid: "2" transaction_id: "t3" state: REPLY_STATE_NOT_DELIVERED
                claim_time { seconds: 1718615104 } settle_time { seconds: 1718615105 }
                finding { verdict: VERDICT_NOT_DELIVERED settled_by: "al\x1b" reason: "no"
                          settled_by_identity: "spiffe://al" } })"});
  EXPECT_EQ(
      ran.out,
      "STATE          ISSPID    TRANSACTION ID    CLAIMED               SETTLED               WHY\n"
      "UNKNOWN        39493002  t1                2024-06-17T09:05:02Z  2024-06-17T09:05:03Z  "
      "reset\n"
      "SENDING        1         号-22222222222222  2024-06-17T09:05:04Z  -\n"
      "NOT_DELIVERED  2         t3                2024-06-17T09:05:04Z  2024-06-17T09:05:05Z  "
      "not delivered, says al  (spiffe://al): no\n");
}

TEST(ListPrinter, PutsFurtherPagesBelowTheSameHeading) {
  EXPECT_EQ(
      PrintPages({R"(replies { isspid: "1" transaction_id: "t1" state: REPLY_STATE_UNKNOWN })",
                  R"(replies { isspid: "2" transaction_id: "t2" state: REPLY_STATE_SENDING })",
                  R"(replies { isspid: "39493002" transaction_id: "t3"
                                     state: REPLY_STATE_SENDING })"})
          .out,
      "STATE    ISSPID  TRANSACTION ID  CLAIMED  SETTLED  WHY\n"
      "UNKNOWN  1       t1              -        -\n"
      "SENDING  2       t2              -        -\n"
      "SENDING  39493002  t3              -        -\n")
      << "what is wider than all before moves the rest, and cells never touch";
}

TEST(ListPrinter, PutsTheHeadingAboveTheFirstRecordWhereverThatIs) {
  EXPECT_THAT(PrintPages({"", "replies { transaction_id: 't1' }"}).out, StartsWith("STATE "));
}

TEST(ListPrinter, SaysThatThereAreNone) {
  EXPECT_EQ(PrintPages({""}).out, "There are no such replies.\n");
  EXPECT_THAT(PrintPages({""}, OutputFormat::kJson).out, IsEmpty());
}

TEST(ListPrinter, WritesARecordInJsonOnEachLine) {
  const Ran ran = PrintPages({R"(replies { transaction_id: "t1" why: "a\nb" }
                                 replies { transaction_id: "t2" })",
                              R"(replies { transaction_id: "t3" })"},
                             OutputFormat::kJson);
  std::istringstream lines(ran.out);
  std::string line;
  for (const char* id : {"t1", "t2", "t3"}) {
    ASSERT_TRUE(std::getline(lines, line));
    EXPECT_EQ(json::parse(line)["transaction_id"], id);
  }
  EXPECT_FALSE(std::getline(lines, line));
}

TEST(ListPrinter, FailsAtTheRecordThatHasNoJson) {
  const Ran ran = PrintPages({R"(replies { transaction_id: "t1" }
                                 replies { claim_time { seconds: 999999999999 } }
                                 replies { transaction_id: "t3" })"},
                             OutputFormat::kJson);
  EXPECT_EQ(json::parse(ran.out)["transaction_id"], "t1");
  EXPECT_THAT(ran.err, StartsWith("complaintctl: the answer has no JSON: "));
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

}  // namespace
}  // namespace imageco::complaintctl
