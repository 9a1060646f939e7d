#include "bridge/gateway/message/plan.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/bridge/gateway/exchange.h"

namespace imageco::bridge::gateway {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kMethodOptions[] = "request_type: 'q' response_type: 'a'";
constexpr char kString[] = "type: TYPE_STRING label: LABEL_OPTIONAL";

// The text of a field whose option is `rule`.
std::string Field(const std::string& name, int number, const std::string& type,
                  const std::string& rule) {
  return absl::StrCat("field { name: '", name, "' number: ", number, " ", type,
                      " options { [imageco.wire.v1.field] { ", rule, " } } } ");
}

constexpr char kEchoed[] = "t_echoed";

// The least that an answer can be judged by.
std::string Judgeable() {
  return Field(kEchoed, 900, kString, "required: true echoed: true") +
         Field("t_id", 901, kString, "required: true result_part: RESULT_PART_ID");
}

// What Compile says to a method with the fields of `request` and `response` and the nested message
// Q.N or A.N among them, and to the least that an answer can be judged by, where that is not left
// out.
class PlanOf {
 public:
  PlanOf(const std::string& request, const std::string& response,
         const std::string& options = kMethodOptions, const std::string& judgeable = Judgeable()) {
    const std::string text = absl::StrCat(
        "name: 't.proto' package: 't' syntax: 'proto3' ", "message_type { name: 'Q' ", request,
        Field(kEchoed, 900, kString, ""), " } message_type { name: 'A' ", response, judgeable,
        " } service { name: 'S' method { name: 'M' input_type: '.t.Q' output_type: '.t.A' ",
        "options { [imageco.wire.v1.method] { ", options, " } } } }");
    FileDescriptorProto proto;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &proto)) << text;
    const FileDescriptor* file = pool_.BuildFile(proto);
    EXPECT_NE(file, nullptr) << text;
    plan_ = Plan::Compile(*file->FindServiceByName("S")->method(0));
  }

  std::string fault() const { return std::string(plan_.status().message()); }

  std::vector<std::string> RequestNodes() const {
    std::vector<std::string> names;
    if (!plan_.ok()) return {fault()};
    for (const NodePlan& node : (*plan_)->request_nodes()) {
      const std::string& name =
          node.field != nullptr ? node.field->rule.name() : node.configured->name();
      if (name != kEchoed) names.push_back(name);
    }
    return names;
  }

 private:
  DescriptorPool pool_{DescriptorPool::generated_pool()};
  absl::StatusOr<std::unique_ptr<const Plan>> plan_;
};

std::string FaultOfRequest(const std::string& request) { return PlanOf(request, "").fault(); }

TEST(Plan, HasTheNodesOfAReplyInTheOrderOfThePage) {
  std::vector<std::string> names;
  for (const NodePlan& node : ReplyPlan().request_nodes()) {
    names.push_back(node.field != nullptr ? node.field->rule.name() : node.configured->name());
  }
  EXPECT_THAT(names,
              ElementsAre("isspid", "transaction_id", "system_id", "seller_account", "complaint_id",
                          "response_content", "response_images", "jump_link"));
  EXPECT_THAT(ReplyPlan().request().back().nested,
              ElementsAre(testing::Field(&FieldPlan::rule,
                                         testing::Property(&wire::v1::Field::name, "jump_url")),
                          testing::Field(&FieldPlan::rule, testing::Property(&wire::v1::Field::name,
                                                                             "jump_url_text"))));
}

TEST(Plan, CarriesTheTypesOfTheMethod) {
  EXPECT_EQ(ReplyPlan().method().request_type(), "risk_complaints_resp_request");
  EXPECT_EQ(ReplyPlan().method().response_type(), "risk_complaints_resp_response");
}

TEST(Plan, CarriesTheLimitsOfThePage) {
  std::vector<std::pair<std::string, uint32_t>> limits;
  for (const FieldPlan& field : ReplyPlan().request()) {
    limits.emplace_back(field.rule.name(), field.rule.max_chars());
  }
  EXPECT_THAT(limits, ElementsAre(std::pair("isspid", 8), std::pair("transaction_id", 32),
                                  std::pair("seller_account", 64), std::pair("complaint_id", 64),
                                  std::pair("response_content", 200),
                                  std::pair("response_images", 0), std::pair("jump_link", 0)));
}

TEST(Plan, KnowsWhatIsAnIdentifier) {
  std::vector<std::string> identifiers;
  for (const FieldPlan& field : ReplyPlan().request()) {
    if (field.rule.identifier()) identifiers.push_back(field.rule.name());
  }
  EXPECT_THAT(identifiers, ElementsAre("isspid", "transaction_id", "seller_account", "complaint_id",
                                       "response_images"));
}

TEST(Plan, LeavesOutFieldsThatStayBetweenCallerAndBridge) {
  EXPECT_THAT(
      PlanOf(Field("a", 1, kString, "") + "field { name: 'b' number: 2 type: TYPE_BOOL }", "")
          .RequestNodes(),
      ElementsAre("a"));
}

TEST(Plan, OrdersNodesByFieldNumber) {
  EXPECT_THAT(PlanOf(Field("c", 3, kString, "") + Field("a", 1, kString, "") +
                         Field("b", 2, kString, "name: 'x'"),
                     "")
                  .RequestNodes(),
              ElementsAre("a", "x", "c"));
}

TEST(Plan, PlacesConfiguredNodesBehindThoseTheyFollow) {
  const std::string fields = Field("a", 1, kString, "") + Field("b", 2, kString, "name: 'x'");
  const std::string options = kMethodOptions;
  EXPECT_THAT(PlanOf(fields, "", options + " configured { name: 's' after: 'a' }").RequestNodes(),
              ElementsAre("a", "s", "x"));
  EXPECT_THAT(PlanOf(fields, "", options + " configured { name: 's' after: 'x' }").RequestNodes(),
              ElementsAre("a", "x", "s"));
  EXPECT_THAT(PlanOf(fields, "", options + " configured { name: 's' }").RequestNodes(),
              ElementsAre("s", "a", "x"));
  EXPECT_THAT(PlanOf(fields, "",
                     options + " configured { name: 's' after: 'a' } "
                               "configured { name: 't' after: 's' }")
                  .RequestNodes(),
              ElementsAre("a", "s", "t", "x"));
}

TEST(Plan, RefusesConfiguredNodesThatFollowNone) {
  EXPECT_EQ(PlanOf(Field("a", 1, kString, "name: 'x'"), "",
                   std::string(kMethodOptions) + " configured { name: 's' after: 'a' }")
                .fault(),
            "s: there is no node a that it could follow");
}

TEST(Plan, RefusesMethodsWithoutTypes) {
  EXPECT_EQ(PlanOf("", "", "").fault(), "t.S.M: no request_type and response_type");
  EXPECT_EQ(PlanOf("", "", "request_type: 'q'").fault(),
            "t.S.M: no request_type and response_type");
  EXPECT_EQ(PlanOf("", "", "response_type: 'a'").fault(),
            "t.S.M: no request_type and response_type");
  EXPECT_FALSE(Plan::Compile(*complaint::v1::ReplyRequest::descriptor()
                                  ->file()
                                  ->FindServiceByName("ComplaintService")
                                  ->FindMethodByName("GetReply"))
                   .ok());
}

TEST(Plan, RefusesTypesThatTheWireDoesNotKnow) {
  for (const std::string type :
       {"BYTES", "BOOL", "DOUBLE", "FLOAT", "UINT32", "UINT64", "FIXED32", "FIXED64"}) {
    EXPECT_EQ(FaultOfRequest(Field("a", 1, "type: TYPE_" + type, "")),
              "t.Q.a: the wire has strings, int32, int64 and messages only")
        << type;
  }
  EXPECT_THAT(FaultOfRequest("enum_type { name: 'E' value { name: 'Z' number: 0 } } " +
                             Field("a", 1, "type: TYPE_ENUM type_name: '.t.Q.E'", "")),
              HasSubstr("t.Q.a: the wire has"));
}

TEST(Plan, RefusesMaps) {
  EXPECT_THAT(FaultOfRequest("nested_type { name: 'AEntry' options { map_entry: true } "
                             "field { name: 'key' number: 1 type: TYPE_STRING label: "
                             "LABEL_OPTIONAL } field { name: 'value' number: 2 type: TYPE_STRING "
                             "label: LABEL_OPTIONAL } } " +
                             Field("a", 1,
                                   "type: TYPE_MESSAGE label: LABEL_REPEATED type_name: "
                                   "'.t.Q.AEntry'",
                                   "")),
              HasSubstr("t.Q.a: the wire has"));
}

TEST(Plan, TakesTheTypesThatTheWireKnows) {
  for (const std::string type : {"STRING", "INT32", "SINT32", "SFIXED32", "INT64", "SINT64"}) {
    EXPECT_EQ(FaultOfRequest(Field("a", 1, "type: TYPE_" + type, "required: true")), "") << type;
  }
}

TEST(Plan, RefusesOptionsThatMakeNoSense) {
  const std::string int32 = "type: TYPE_INT32";
  const std::string strings = "type: TYPE_STRING label: LABEL_REPEATED";
  const std::string ints = "type: TYPE_INT32 label: LABEL_REPEATED";
  const std::string message = "type: TYPE_MESSAGE type_name: '.t.Q.N'";
  const struct {
    std::string type, rule, fault;
  } rows[] = {
      {kString, "separator: '|'", "separator is for repeated strings"},
      {int32, "separator: '|'", "separator is for repeated strings"},
      {ints, "separator: '|'", "separator is for repeated strings"},
      {kString, "max_items: 4", "max_items is for repeated fields"},
      {int32, "max_chars: 4", "max_chars, https_url, cdata and identifier are for strings"},
      {int32, "https_url: true", "max_chars, https_url, cdata and identifier are for strings"},
      {int32, "cdata: true", "max_chars, https_url, cdata and identifier are for strings"},
      {int32, "identifier: true", "max_chars, https_url, cdata and identifier are for strings"},
      {message, "max_chars: 4", "max_chars, https_url, cdata and identifier are for strings"},
      {int32, "result_part: RESULT_PART_ID", "result_part is for strings that are not repeated"},
      {strings, "result_part: RESULT_PART_ID", "result_part is for strings that are not repeated"},
      {kString, "inlined: true", "inlined is for messages that are not repeated"},
      {message + " label: LABEL_REPEATED", "inlined: true",
       "inlined is for messages that are not repeated"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(FaultOfRequest("nested_type { name: 'N' } " + Field("a", 1, row.type, row.rule)),
              "t.Q.a: " + row.fault)
        << row.rule;
  }
  EXPECT_EQ(FaultOfRequest(Field("a", 1, strings, "separator: '|' max_items: 4 max_chars: 9")), "");
}

TEST(Plan, RefusesOptionsThatMakeNoSenseInNestedMessages) {
  EXPECT_EQ(FaultOfRequest("nested_type { name: 'N' " + Field("b", 1, "type: TYPE_BYTES", "") +
                           " } " + Field("a", 1, "type: TYPE_MESSAGE type_name: '.t.Q.N'", "")),
            "t.Q.N.b: the wire has strings, int32, int64 and messages only");
}

TEST(Plan, RefusesMessagesThatHoldThemselves) {
  EXPECT_EQ(FaultOfRequest(Field("a", 1, "type: TYPE_MESSAGE type_name: '.t.Q'", "")),
            "t.Q.a: its message holds itself");
  EXPECT_EQ(FaultOfRequest("nested_type { name: 'N' " +
                           Field("b", 1, "type: TYPE_MESSAGE type_name: '.t.Q'", "") + " } " +
                           Field("a", 1, "type: TYPE_MESSAGE type_name: '.t.Q.N'", "")),
            "t.Q.N.b: its message holds itself");
}

TEST(Plan, TakesEchoesOfStrings) {
  EXPECT_EQ(PlanOf(Field("a", 1, kString, ""), Field("a", 1, kString, "echoed: true")).fault(), "");
}

TEST(Plan, RefusesEchoesOfWhatTheRequestDoesNotSay) {
  const std::string echo = Field("a", 1, kString, "echoed: true");
  const std::string fault = "t.A.a: the request has no such string to be echoed";
  EXPECT_EQ(PlanOf("", echo).fault(), fault);
  EXPECT_EQ(PlanOf(Field("b", 1, kString, "name: 'a'"), echo).fault(), fault);
  EXPECT_EQ(PlanOf(Field("a", 1, "type: TYPE_INT32", ""), echo).fault(), fault);
  EXPECT_EQ(PlanOf(Field("a", 1, "type: TYPE_STRING label: LABEL_REPEATED", ""), echo).fault(),
            fault);
}

TEST(Plan, RefusesEchoesThatAreNoStrings) {
  for (const std::string type : {"type: TYPE_INT32", "type: TYPE_STRING label: LABEL_REPEATED"}) {
    EXPECT_EQ(PlanOf(Field("a", 1, kString, ""), Field("a", 1, type, "echoed: true")).fault(),
              "t.A.a: the request has no such string to be echoed")
        << type;
  }
}

TEST(Plan, RefusesEchoesInNestedMessages) {
  EXPECT_EQ(PlanOf(Field("a", 1, kString, ""),
                   "nested_type { name: 'N' " + Field("a", 1, kString, "echoed: true") + " } " +
                       Field("n", 1, "type: TYPE_MESSAGE type_name: '.t.A.N'", ""))
                .fault(),
            "t.A.N.a: echoed is for fields of the answer itself");
}

TEST(Plan, KnowsWhereAnAnswerHasItsResult) {
  const auto names = [](const FieldPath& path) {
    std::vector<std::string> names;
    for (const FieldPlan* field : path) names.push_back(field->rule.name());
    return names;
  };
  EXPECT_THAT(names(ReplyPlan().result_id()), ElementsAre("result", "id"));
  EXPECT_THAT(names(ReplyPlan().result_comment()), ElementsAre("result", "comment"));
}

constexpr char kNoJudgement[] =
    "t.S.M: its answer cannot be judged without one required field that is RESULT_PART_ID";

std::string FaultOfAnswerWith(const std::string& response) {
  return PlanOf("", response, kMethodOptions,
                Field(kEchoed, 900, kString, "required: true echoed: true"))
      .fault();
}

TEST(Plan, RefusesAnswersWithoutOneRequiredIdOfTheResult) {
  const std::string id = "required: true result_part: RESULT_PART_ID";
  const std::string nested = "nested_type { name: 'N' " + Field("id", 1, kString, id) + " } ";
  const std::string message = "type: TYPE_MESSAGE type_name: '.t.A.N' label: ";
  EXPECT_EQ(FaultOfAnswerWith(""), kNoJudgement);
  EXPECT_EQ(FaultOfAnswerWith(Field("a", 1, kString, "required: true")), kNoJudgement);
  EXPECT_EQ(FaultOfAnswerWith(Field("a", 1, kString, "result_part: RESULT_PART_ID")), kNoJudgement);
  EXPECT_EQ(FaultOfAnswerWith(Field("a", 1, kString, id) + Field("b", 2, kString, id)),
            kNoJudgement);
  EXPECT_EQ(FaultOfAnswerWith(nested + Field("n", 1, message + "LABEL_OPTIONAL", "")),
            kNoJudgement);
  EXPECT_EQ(FaultOfAnswerWith(nested + Field("n", 1, message + "LABEL_REPEATED", "required: true")),
            kNoJudgement);
  EXPECT_EQ(FaultOfAnswerWith(nested + Field("n", 1, message + "LABEL_OPTIONAL", "required: true")),
            "");
}

TEST(Plan, RefusesTwoCommentsOfTheResult) {
  const std::string comment = "result_part: RESULT_PART_COMMENT";
  EXPECT_EQ(PlanOf("", Field("a", 1, kString, comment) + Field("b", 2, kString, comment)).fault(),
            "t.S.M: its answer has more than one RESULT_PART_COMMENT");
}

TEST(Plan, RefusesAnswersThatEchoNothingForCertain) {
  const std::string id = Field("t_id", 901, kString, "required: true result_part: RESULT_PART_ID");
  for (const std::string rule : {"required: true", "echoed: true"}) {
    EXPECT_EQ(PlanOf("", "", kMethodOptions, id + Field(kEchoed, 900, kString, rule)).fault(),
              "t.S.M: its answer cannot be told from another's without a required field that is "
              "echoed");
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
