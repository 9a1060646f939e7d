#include "bridge/gateway/message/message_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/codec/xml_codec.h"
#include "complaint_list.pb.h"
#include "tests/bridge/gateway/exchange.h"

namespace imageco::bridge::gateway {
namespace {

using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using example::v1::ListComplaintsRequest;
using example::v1::ListComplaintsResponse;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// The nodes of a request as JSON text.
std::string Nodes(const ReplyRequest& request,
                  const ConfiguredValues& configured = {{"system_id", "8888"}}) {
  Node root = ToNode(ReplyPlan(), request, configured);
  return WriteJson(root);
}

std::string Nodes(const ListComplaintsRequest& request) {
  Node root = ToNode(ListPlan(), request, {{"system_id", "8888"}});
  return WriteJson(root);
}

ReplyRequest SmallRequest() {
  ReplyRequest request;
  request.set_isspid("1");
  request.set_transaction_id("t");
  request.set_seller_account("s");
  request.set_complaint_id("c");
  request.set_response_content("r");
  return request;
}

// What FromNode says to a JSON answer to the page's request.
std::string FaultOfAnswer(std::string_view json) {
  ReplyResponse response;
  const absl::StatusOr<Node> node = ReadJson(json);
  EXPECT_TRUE(node.ok()) << node.status() << json;
  return std::string(FromNode(ReplyPlan(), *node, SampleRequest(), response).message());
}

// A JSON answer of the list interface with the given members beside those that have to be there.
std::string ListAnswer(std::string_view members) {
  return absl::StrCat(R"({"response_type":"risk_complaints_list_response","isspid":"1",)",
                      R"("transaction_id":"t","result":{"id":"0000","comment":""})",
                      members.empty() ? "" : ",", std::string(members), "}");
}

// The same in XML, which is read as UTF-8.
std::string ListXml(std::string_view elements) {
  return absl::StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\"?><business_trans>",
                      "<response_type>risk_complaints_list_response</response_type>",
                      "<isspid>1</isspid><transaction_id>t</transaction_id>",
                      "<result><id>0000</id><comment/></result>", std::string(elements),
                      "</business_trans>");
}

struct Listed {
  std::string fault;
  ListComplaintsResponse response;
};

Listed FromList(const absl::StatusOr<Node>& node) {
  EXPECT_TRUE(node.ok()) << node.status();
  ListComplaintsRequest request;
  request.set_isspid("1");
  request.set_transaction_id("t");
  Listed listed;
  listed.fault = std::string(FromNode(ListPlan(), *node, request, listed.response).message());
  return listed;
}

Listed FromListJson(std::string_view members) { return FromList(ReadJson(ListAnswer(members))); }

Listed FromListXml(std::string_view elements) { return FromList(ReadXml(ListXml(elements))); }

// A complaint with what it has to have, and `members`.
std::string ComplaintJson(std::string_view members) {
  return absl::StrCat(R"("complaint":[{"complaint_id":"c")", members.empty() ? "" : ",",
                      std::string(members), "}]");
}

TEST(ToNode, WritesThePageInOrder) {
  EXPECT_EQ(Nodes(SampleRequest()),
            R"({"request_type":"risk_complaints_resp_request","isspid":"39493002",)"
            R"("transaction_id":"resp202406170000000001","system_id":"8888",)"
            R"("seller_account":"66660000000000001",)"
            R"("complaint_id":"200201820200101080076610000",)"
            R"("response_content":"已与用户沟通解决",)"
            R"("response_images":"file752398_7983424|file752399_7983425",)"
            R"("jump_url":"https://www.xxx.com/aaaa","jump_url_text":"查看订单详情"})");
}

TEST(ToNode, LeavesOutWhatIsNotSet) {
  EXPECT_EQ(
      Nodes(SmallRequest()),
      R"({"request_type":"risk_complaints_resp_request","isspid":"1","transaction_id":"t",)"
      R"("system_id":"8888","seller_account":"s","complaint_id":"c","response_content":"r"})");
}

TEST(ToNode, LeavesOutWhatStaysBetweenCallerAndBridge) {
  ReplyRequest request = SmallRequest();
  request.set_validate_only(true);
  EXPECT_EQ(Nodes(request), Nodes(SmallRequest()));
}

TEST(ToNode, LeavesOutConfiguredNodesWithoutAValue) {
  EXPECT_THAT(Nodes(SmallRequest(), {}), Not(HasSubstr("system_id")));
  EXPECT_THAT(Nodes(SmallRequest(), {{"other", "x"}}), Not(HasSubstr("other")));
}

TEST(ToNode, JoinsItems) {
  ReplyRequest request = SmallRequest();
  request.add_response_images("a");
  EXPECT_THAT(Nodes(request), HasSubstr(R"("response_images":"a"})"));
  request.add_response_images("b");
  request.add_response_images("c");
  EXPECT_THAT(Nodes(request), HasSubstr(R"("response_images":"a|b|c"})"));
}

TEST(ToNode, WrapsTheLinkAloneInCdata) {
  const Node root = ToNode(ReplyPlan(), SampleRequest(), {});
  for (const Node& node : root.children) EXPECT_EQ(node.cdata, node.name == "jump_url");
}

TEST(ToNode, WritesNumbersAsText) {
  ListComplaintsRequest request;
  request.set_page_number(2);
  request.set_page_size(-1);
  request.add_states(9223372036854775807);
  EXPECT_THAT(Nodes(request), HasSubstr(R"("page_no":"2","page_size":"-1",)"
                                        R"("state":["9223372036854775807"]})"));
}

TEST(ToNode, WritesItemsOfMessagesAndTheirCdata) {
  ListComplaintsRequest request;
  request.add_accounts()->set_seller_account("a");
  request.add_accounts()->set_label("b");
  Node root = ToNode(ListPlan(), request, {});
  EXPECT_THAT(WriteJson(root), HasSubstr(R"("account":[{"seller_account":"a"},{"label":"b"}])"));
  EXPECT_TRUE(root.children.back().children.at(1).children.at(0).cdata);
}

TEST(ToNode, LeavesOutWhatIsSetAndEmpty) {
  ListComplaintsRequest request;
  request.set_begin_date("");
  request.mutable_sorting();
  EXPECT_EQ(Nodes(request), Nodes(ListComplaintsRequest()));
  request.set_begin_date("20240617");
  request.mutable_sorting()->set_by("date");
  EXPECT_THAT(Nodes(request), HasSubstr(R"("begin_date":"20240617","sorting":{"by":"date"}})"));
}

TEST(FromNode, FillsTheResponseFromThePage) {
  ReplyResponse response;
  ASSERT_TRUE(FromNode(ReplyPlan(), *ReadJson(kAnswerJson), SampleRequest(), response).ok());
  EXPECT_EQ(response.isspid(), "39493002");
  EXPECT_EQ(response.transaction_id(), "resp202406170000000001");
  EXPECT_EQ(response.seller_account(), "66660000000000001");
  EXPECT_EQ(response.complaint_id(), "200201820200101080076610000");
  EXPECT_EQ(response.result().id(), "0000");
  EXPECT_EQ(response.result().comment(), "回复成功");
  EXPECT_FALSE(response.replayed());
  EXPECT_FALSE(response.has_settle_time());
}

constexpr char kResponseTypeMember[] = R"("response_type":"risk_complaints_resp_response")";

TEST(FromNode, WantsTheDocumentedResponseTypeWhereOneIsThere) {
  for (const std::string other :
       {R"("response_type":"risk_complaints_resp_request")", R"("response_type":"")",
        R"("response_type":"RISK_COMPLAINTS_RESP_RESPONSE")", R"("response_type":1)",
        R"("response_type":["risk_complaints_resp_response"])", R"("response_type":{})",
        R"("response_type":"risk_complaints_resp_response","response_type":"x")"}) {
    EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, kResponseTypeMember, other)),
              "answer: response_type is not the one documented")
        << other;
  }
}

TEST(FromNode, TakesTheResponseTypeHoweverItStandsThereOrNot) {
  const std::string twice = std::string(kResponseTypeMember) + "," + kResponseTypeMember;
  for (const std::string& other :
       {std::string(R"("response_type":" risk_complaints_resp_response\n")"),
        std::string(R"("response_type":null)"), std::string(R"("x":1)"), twice}) {
    EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, kResponseTypeMember, other)), "") << other;
  }
}

// A known node of the page's answer.
struct KnownNode {
  std::string name;
  std::string member;
};

const std::vector<KnownNode>& KnownNodes() {
  static const auto& nodes = *new std::vector<KnownNode>{
      {"isspid", R"("isspid":"39493002")"},
      {"transaction_id", R"("transaction_id":"resp202406170000000001")"},
      {"seller_account", R"("seller_account":"66660000000000001")"},
      {"complaint_id", R"("complaint_id":"200201820200101080076610000")"},
      {"result", R"("result":{"id":"0000","comment":"回复成功"})"},
      {"id", R"("id":"0000")"},
      {"comment", R"("comment":"回复成功")"},
  };
  return nodes;
}

bool MayBeAbsent(const KnownNode& node) {
  return node.name == "isspid" || node.name == "seller_account" || node.name == "complaint_id" ||
         node.name == "comment";
}

TEST(FromNode, WantsTheTransactionIdAndTheResultAndNothingElse) {
  for (const KnownNode& node : KnownNodes()) {
    const std::string fault = MayBeAbsent(node) ? "" : "answer: " + node.name + " is missing";
    EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, node.member, R"("x":1)")), fault);
    EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, node.member, "\"" + node.name + "\":null")),
              fault);
  }
}

TEST(FromNode, FillsInEchoesThatAreNotThere) {
  ReplyResponse response;
  const std::string_view answer =
      R"({"transaction_id":"resp202406170000000001","result":{"id":"0000"}})";
  ASSERT_TRUE(FromNode(ReplyPlan(), *ReadJson(answer), SampleRequest(), response).ok());
  EXPECT_EQ(response.isspid(), "39493002");
  EXPECT_EQ(response.seller_account(), "66660000000000001");
  EXPECT_EQ(response.complaint_id(), "200201820200101080076610000");
  EXPECT_EQ(response.result().comment(), "");
}

TEST(FromNode, ForgetsWhatTheResponseHeldBefore) {
  ReplyResponse response;
  response.set_replayed(true);
  response.mutable_result()->set_comment("before");
  const std::string_view answer =
      R"({"transaction_id":"resp202406170000000001","result":{"id":"0000"}})";
  ASSERT_TRUE(FromNode(ReplyPlan(), *ReadJson(answer), SampleRequest(), response).ok());
  EXPECT_EQ(response.result().comment(), "");
  EXPECT_FALSE(response.replayed());
}

TEST(FromNode, TakesEqualKnownNodesThatStandThereTwice) {
  for (const KnownNode& node : KnownNodes()) {
    EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, node.member, node.member + " , " + node.member)),
              "");
  }
}

TEST(FromNode, RefusesKnownNodesThatStandThereTwiceWithDifferentValues) {
  for (const KnownNode& node : KnownNodes()) {
    const std::string null = "\"" + node.name + "\":null";
    const std::string other = "\"" + node.name + "\":\"x\"";
    for (const std::string& twice : {node.member + "," + null, null + "," + node.member,
                                     node.member + "," + other, other + "," + node.member}) {
      EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, node.member, twice)),
                "answer: " + node.name + " stands there twice")
          << twice;
    }
  }
}

TEST(FromNode, RefusesKnownNodesOfAnotherType) {
  for (const KnownNode& node : KnownNodes()) {
    for (const std::string value : {"true", "[]", "[\"0000\"]"}) {
      EXPECT_EQ(
          FaultOfAnswer(Replaced(kAnswerJson, node.member, "\"" + node.name + "\":" + value)),
          "answer: " + node.name + (node.name == "result" ? " has no members" : " is not a text"))
          << value;
    }
  }
  EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, R"("id":"0000")", R"("id":{"id":"0000"})")),
            "answer: id is not a text");
  EXPECT_EQ(
      FaultOfAnswer(Replaced(kAnswerJson, R"({"id":"0000","comment":"回复成功"})", R"("0000")")),
      "answer: result has no members");
}

TEST(FromNode, TakesNumbersForTexts) {
  ReplyRequest request = SampleRequest();
  request.set_transaction_id("20240617");
  ReplyResponse response;
  const std::string_view answer =
      R"({"transaction_id":20240617,"isspid":39493002,"result":{"id":2001,"comment":404}})";
  ASSERT_TRUE(FromNode(ReplyPlan(), *ReadJson(answer), request, response).ok());
  EXPECT_EQ(response.isspid(), "39493002");
  EXPECT_EQ(response.result().id(), "2001");
  EXPECT_EQ(response.result().comment(), "404");
}

TEST(FromNode, LooksForMembersOnlyWhereTheyBelong) {
  EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, R"("result":{"id":"0000","comment":"回复成功"})",
                                   R"("id":"0000","comment":"回复成功","result":{})")),
            "answer: id is missing");
  EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, R"("transaction_id":"resp202406170000000001")",
                                   R"("x":{"transaction_id":"resp202406170000000001"})")),
            "answer: transaction_id is missing");
}

TEST(FromNode, WantsEveryEchoToBeTheRequests) {
  for (const KnownNode& node : KnownNodes()) {
    if (node.name == "result" || node.name == "id" || node.name == "comment") continue;
    const std::string value = node.member.substr(node.name.size() + 4);  // with the last quote
    const std::string start = "\"" + node.name + "\":\"";
    for (const std::string& other :
         {start + "\"", start + "0" + value, start + value.substr(1),
          start + value.substr(0, value.size() - 1) + "0\"", start + "x " + value}) {
      EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, node.member, other)),
                "answer: " + node.name + " is not the request's")
          << other;
    }
  }
}

TEST(FromNode, CountsNoWhiteSpaceAroundTextsSaveTheResultsId) {
  ReplyResponse response;
  const std::string answer = Replaced(Replaced(Replaced(kAnswerJson, "\"resp202406170000000001\"",
                                                        "\" resp202406170000000001\\r\\n\""),
                                               "\"回复成功\"", "\"\\t回复成功 \""),
                                      "\"0000\"", "\" 0000 \"");
  ASSERT_TRUE(FromNode(ReplyPlan(), *ReadJson(answer), SampleRequest(), response).ok());
  EXPECT_EQ(response.transaction_id(), "resp202406170000000001");
  EXPECT_EQ(response.result().comment(), "回复成功");
  EXPECT_EQ(response.result().id(), " 0000 ");
}

TEST(FromNode, PassesOverUnknownNodes) {
  const std::string unknown =
      R"("a":null,"b":1e999,"c":[[],{}],"d":{"id":"9999","result":{}},"d":2,"Result":{},"":"")";
  EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, "\"isspid\"", unknown + ",\"isspid\"")), "");
  EXPECT_EQ(FaultOfAnswer(Replaced(kAnswerJson, "\"id\"", unknown + ",\"id\"")), "");
}

TEST(FromNode, NeverNamesAValue) {
  const std::string answer = R"({"response_type":"SECRET"})";
  EXPECT_THAT(FaultOfAnswer(answer), Not(HasSubstr("SECRET")));
  for (const KnownNode& node : KnownNodes()) {
    for (const std::string value : {R"("SECRET")", R"({"SECRET":"SECRET"})", R"(["SECRET"])"}) {
      EXPECT_THAT(
          FaultOfAnswer(Replaced(kAnswerJson, node.member, "\"" + node.name + "\":" + value)),
          Not(HasSubstr("SECRET")));
    }
  }
}

TEST(FromNode, ReadsNumbersFromTextsAndLiterals) {
  EXPECT_EQ(FromListJson(R"("total_count":12)").response.total(), 12);
  EXPECT_EQ(FromListJson(R"("total_count":"12")").response.total(), 12);
  EXPECT_EQ(FromListJson(R"("total_count":-9223372036854775808)").response.total(),
            std::numeric_limits<int64_t>::min());
  EXPECT_EQ(FromListJson(R"("total_count":"9223372036854775807")").response.total(),
            std::numeric_limits<int64_t>::max());
  EXPECT_EQ(FromListJson(ComplaintJson(R"("state":2147483647)")).response.complaints(0).state(),
            std::numeric_limits<int32_t>::max());
}

TEST(FromNode, RefusesWhatIsNoNumber) {
  for (const std::string value :
       {R"("")", R"("x")", R"("1.0")", "1.0", "1e3", R"("0x10")", "true", "[]", "[1,2]", "{}",
        "9223372036854775808", R"("1,000")", R"("１")"}) {
    EXPECT_EQ(FromListJson("\"total_count\":" + value).fault, "answer: total_count is not a number")
        << value;
  }
  EXPECT_EQ(FromListJson(ComplaintJson(R"("state":2147483648)")).fault,
            "answer: state is not a number");
}

TEST(FromNode, DisbelievesNoTextForItsLength) {
  EXPECT_EQ(FromListJson(ComplaintJson(R"("detail":"一二三四五六七八九十1")")).fault, "");
}

TEST(FromNode, SplitsJoinedItems) {
  const auto media = [](std::string_view value) {
    const Listed listed =
        FromListJson(ComplaintJson(absl::StrCat("\"media_id\":", std::string(value))));
    EXPECT_EQ(listed.fault, "");
    return std::vector<std::string>(listed.response.complaints(0).media_ids().begin(),
                                    listed.response.complaints(0).media_ids().end());
  };
  EXPECT_THAT(media(R"("a")"), ElementsAre("a"));
  EXPECT_THAT(media(R"("a|b|c")"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(media(R"("")"), ElementsAre());
  EXPECT_THAT(media("null"), ElementsAre());
}

TEST(FromNode, RefusesJoinedItemsThatAreNoText) {
  EXPECT_EQ(FromListJson(ComplaintJson(R"("media_id":["a"])")).fault,
            "answer: media_id is not a text");
  EXPECT_EQ(FromListJson(ComplaintJson(R"("media_id":"a","media_id":"b")")).fault,
            "answer: media_id stands there twice");
}

TEST(FromNode, ReadsTheItemsOfAnArray) {
  const Listed listed = FromListJson(
      R"("complaint":[{"complaint_id":"a","amount":[1,"2"]},{"x":1,"complaint_id":"b"}])");
  EXPECT_EQ(listed.fault, "");
  ASSERT_EQ(listed.response.complaints_size(), 2);
  EXPECT_THAT(listed.response.complaints(0).amounts(), ElementsAre(1, 2));
  EXPECT_EQ(listed.response.complaints(1).complaint_id(), "b");
  EXPECT_EQ(FromListJson(R"("complaint":[])").response.complaints_size(), 0);
}

TEST(FromNode, ReadsTheElementsOfAnItemEach) {
  const Listed listed = FromListXml(
      "<complaint><complaint_id>a</complaint_id><amount>1</amount><amount>2</amount></complaint>"
      "<x/><complaint><complaint_id>b</complaint_id></complaint>");
  EXPECT_EQ(listed.fault, "");
  ASSERT_EQ(listed.response.complaints_size(), 2);
  EXPECT_THAT(listed.response.complaints(0).amounts(), ElementsAre(1, 2));
  EXPECT_EQ(listed.response.complaints(1).complaint_id(), "b");
}

TEST(FromNode, RefusesItemsThatAreNotTheirs) {
  EXPECT_EQ(FromListJson(R"("complaint":[1])").fault, "answer: complaint has no members");
  EXPECT_EQ(FromListJson(R"("complaint":[null])").fault, "answer: complaint has no members");
  EXPECT_EQ(FromListJson(R"("complaint":[[]])").fault, "answer: complaint has no members");
  EXPECT_EQ(FromListJson(R"("complaint":[{}])").fault, "answer: complaint_id is missing");
  EXPECT_EQ(FromListJson(R"("complaint":[],"complaint":[1])").fault,
            "answer: complaint stands there twice");
  EXPECT_EQ(FromListJson(R"("complaint":[],"complaint":null)").fault,
            "answer: complaint stands there twice");
  EXPECT_EQ(FromListJson(ComplaintJson(R"("amount":["x"])")).fault,
            "answer: amount is not a number");
}

TEST(FromNode, ReadsInlinedMembersFromWhereTheMessageStands) {
  const Listed listed =
      FromListJson(ComplaintJson(R"("payer_phone":"1","payer_openid":"2","payer":{"x":1})"));
  EXPECT_EQ(listed.fault, "");
  EXPECT_EQ(listed.response.complaints(0).payer().phone(), "1");
  EXPECT_EQ(listed.response.complaints(0).payer().openid(), "2");
}

TEST(FromNode, WantsRequiredInlinedMembersOnlyWhereTheMessageIsThere) {
  const Listed without = FromListJson(ComplaintJson(""));
  EXPECT_EQ(without.fault, "");
  EXPECT_FALSE(without.response.complaints(0).has_payer());
  EXPECT_EQ(FromListJson(ComplaintJson(R"("payer_phone":null)")).fault, "");
  EXPECT_EQ(FromListJson(ComplaintJson(R"("payer_phone":"1")")).fault,
            "answer: payer_openid is missing");
}

TEST(FromNode, ReadsAnElementWithoutAnythingAsAMessageWithoutMembers) {
  const Listed listed =
      FromListXml("<complaint><complaint_id>a</complaint_id><order/></complaint>");
  EXPECT_EQ(listed.fault, "");
  EXPECT_TRUE(listed.response.complaints(0).has_order());
  EXPECT_EQ(FromListXml("<complaint> </complaint>").fault, "answer: complaint_id is missing");
}

TEST(FromNode, TakesAnArrayThatStandsThereTwiceForOne) {
  constexpr char kItems[] = R"("complaint":[{"complaint_id":"a"}])";
  const Listed listed = FromListJson(absl::StrCat(kItems, ",", kItems));
  EXPECT_EQ(listed.fault, "");
  EXPECT_EQ(listed.response.complaints_size(), 1);
}

TEST(IsGatewayAnswer, WantsAResponseTypeOrAResult) {
  const auto is_answer = [](std::string_view json) {
    return IsGatewayAnswer(ReplyPlan(), *ReadJson(json));
  };
  EXPECT_TRUE(is_answer(kAnswerJson));
  EXPECT_TRUE(is_answer(R"({"response_type":"other"})"));
  EXPECT_TRUE(is_answer(R"({"response_type":1,"response_type":2})"));
  EXPECT_TRUE(is_answer(R"({"result":{"id":"9002"}})"));
  EXPECT_FALSE(is_answer("{}"));
  EXPECT_FALSE(is_answer(R"({"response_type":null})"));
  EXPECT_FALSE(is_answer(R"({"error":{"response_type":"x"}})"));
}

TEST(ResultOf, TellsWhatAnAnswerSaysWhetherItIsTakenOrNot) {
  const auto result_of = [](std::string_view json) {
    const GatewayResult result = ResultOf(ReplyPlan(), *ReadJson(json));
    return absl::StrCat(result.id, "|", result.comment);
  };
  EXPECT_EQ(result_of(kAnswerJson), "0000|回复成功");
  EXPECT_EQ(result_of(R"({"result":{"id":9002,"comment":" 签名错误 "}})"), "9002|签名错误");
  EXPECT_EQ(result_of(R"({"result":{"id":"0000 "}})"), "0000 |");
  EXPECT_EQ(result_of(R"({"result":"0000"})"), "|");
  EXPECT_EQ(result_of(R"({"result":{"id":{},"comment":null}})"), "|");
  EXPECT_EQ(result_of("{}"), "|");
}

}  // namespace
}  // namespace imageco::bridge::gateway
