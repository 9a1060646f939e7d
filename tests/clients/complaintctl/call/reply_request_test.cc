#include "clients/complaintctl/call/reply_request.h"

#include <google/protobuf/util/message_differencer.h>

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"

namespace imageco::complaintctl {
namespace {

using complaint::v1::ReplyRequest;
using ::testing::ElementsAre;
using ::testing::StartsWith;

const std::vector<std::string> kRequired = {"--seller-account", "S",   "--complaint-id", "C",
                                            "--content",        "好的"};

absl::StatusOr<ReplyRequest> MakeRequest(const std::vector<std::string>& arguments,
                                         const std::string& in = "") {
  std::istringstream stream(in);
  return MakeReplyRequest(ParseFlags(ReplyRequestFlags(), arguments), stream);
}

std::vector<std::string> Required(std::vector<std::string> more) {
  more.insert(more.begin(), kRequired.begin(), kRequired.end());
  return more;
}

std::string FaultOfRequest(const std::vector<std::string>& arguments, const std::string& in = "") {
  return Fault(MakeRequest(arguments, in));
}

TEST(MakeReplyRequest, TakesEveryFieldFromItsFlag) {
  const auto request = MakeRequest(
      Required({"--isspid", "39493002", "--transaction-id", "t1", "--image", "a", "--image", "b",
                "--jump-url", "https://x", "--jump-url-text", "详情", "--validate-only"}));
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(request->isspid(), "39493002");
  EXPECT_EQ(request->transaction_id(), "t1");
  EXPECT_EQ(request->seller_account(), "S");
  EXPECT_EQ(request->complaint_id(), "C");
  EXPECT_EQ(request->response_content(), "好的");
  EXPECT_THAT(request->response_images(), ElementsAre("a", "b"));
  EXPECT_EQ(request->jump_link().url(), "https://x");
  EXPECT_EQ(request->jump_link().text(), "详情");
  EXPECT_TRUE(request->validate_only());
}

TEST(MakeReplyRequest, LeavesOutWhatIsNotGiven) {
  const auto request = MakeRequest(kRequired);
  ASSERT_TRUE(request.ok());
  EXPECT_FALSE(request->has_jump_link());
  EXPECT_TRUE(request->transaction_id().empty());
}

TEST(MakeReplyRequest, ReadsTheContentFromAFileWithoutItsLastNewline) {
  const std::vector<std::string> flags = {"--seller-account", "S", "--complaint-id", "C",
                                          "--content-file",   "-"};
  EXPECT_EQ(MakeRequest(flags, "第一行\n第二行\n")->response_content(), "第一行\n第二行");
  EXPECT_EQ(MakeRequest(flags, "x\r\n")->response_content(), "x");
  EXPECT_EQ(MakeRequest(flags, "x\n\n")->response_content(), "x\n");
  EXPECT_EQ(MakeRequest(flags, " x ")->response_content(), " x ");
}

TEST(MakeReplyRequest, ReadsJsonWithEitherFieldNames) {
  const TestFile file(R"( {"seller_account": "S", "complaintId": "C", "response_content": "好",
                           "jump_link": {"url": "https://x", "text": "y"}})");
  const auto request = MakeRequest({"--request-file", file.path()});
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->seller_account(), "S");
  EXPECT_EQ(request->complaint_id(), "C");
  EXPECT_EQ(request->jump_link().text(), "y");
}

TEST(MakeReplyRequest, ReadsTextFormat) {
  const auto request = MakeRequest({"--request-file", "-"}, R"(# a reply
      seller_account: "S" complaint_id: "C" response_content: "好" response_images: "a")");
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->response_content(), "好");
  EXPECT_THAT(request->response_images(), ElementsAre("a"));
}

TEST(MakeReplyRequest, LetsFlagsOverrideTheFile) {
  const TestFile file(R"(isspid: "1" transaction_id: "t" response_images: "a"
                         jump_link { url: "https://x" text: "y" })");
  const auto request = MakeRequest(Required(
      {"--request-file", file.path(), "--isspid", "2", "--image", "b", "--jump-url", "https://z"}));
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->isspid(), "2");
  EXPECT_EQ(request->transaction_id(), "t");
  EXPECT_THAT(request->response_images(), ElementsAre("b"));
  EXPECT_EQ(request->jump_link().url(), "https://z");
  EXPECT_EQ(request->jump_link().text(), "y");
}

TEST(MakeReplyRequest, NamesWhatIsMissing) {
  EXPECT_EQ(FaultOfRequest({}), "--seller-account, --complaint-id, --content: are missing");
  EXPECT_EQ(FaultOfRequest({"--seller-account", "S", "--jump-url-text", "x"}),
            "--complaint-id, --content, --jump-url: are missing");
  EXPECT_EQ(FaultOfRequest({"--seller-account", "S", "--complaint-id", "C"}),
            "--content: is missing");
  EXPECT_EQ(FaultOfRequest(Required({"--jump-url", "https://x"})), "--jump-url-text: is missing");
  EXPECT_EQ(FaultOfRequest(Required({"--jump-url-text", "x"})), "--jump-url: is missing");
  EXPECT_EQ(FaultOfRequest(Required({"--transaction-id="})), "--transaction-id: is empty");
}

TEST(MakeReplyRequest, RefusesTextThatIsNotUtf8ByTheFlagsName) {
  constexpr char kGbk[] = "\xC4\xFA\xBA\xC3";
  EXPECT_THAT(FaultOfRequest({"--seller-account", "S", "--content-file", TestFile(kGbk).path()}),
              StartsWith("--content-file: is not UTF-8, from byte 1 on"));
  EXPECT_THAT(FaultOfRequest({"--request-file", "-"}, std::string("isspid: \"") + kGbk + "\""),
              StartsWith("--request-file: is not UTF-8, from byte 10 on"));
}

TEST(MakeReplyRequest, NamesFlagsThatDoNotGoTogether) {
  EXPECT_EQ(FaultOfRequest(Required({"--content-file", "-"})),
            "--content-file: does not go with --content");
  EXPECT_EQ(FaultOfRequest({"--content-file", "-", "--request-file", "-"}),
            "--content-file: standard input is --request-file already");
}

TEST(MakeReplyRequest, SaysWhatIsWrongWithAFile) {
  EXPECT_EQ(FaultOfRequest({"--request-file", "/nowhere/at-all"}),
            "--request-file: cannot be opened: No such file or directory");
  EXPECT_EQ(FaultOfRequest(
                {"--seller-account", "S", "--complaint-id", "C", "--content-file", "/nowhere"}),
            "--content-file: cannot be opened: No such file or directory");
  EXPECT_THAT(FaultOfRequest({"--request-file", "-"}, "{\"nothing\": 1}"),
              StartsWith("--request-file: is no ReplyRequest: "));
  EXPECT_THAT(FaultOfRequest({"--request-file", "-"}, "isspid: \"1\"\nnothing: 1"),
              StartsWith("--request-file: is no ReplyRequest: line 2:"));
}

}  // namespace
}  // namespace imageco::complaintctl
