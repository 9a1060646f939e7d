// Another of the vendor's interfaces is a proto with options: codecs, validator and signature know
// it from its plan.

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "bridge/gateway/message_codec.h"
#include "complaint_list.pb.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/openssl_digest.h"

namespace imageco::bridge::gateway {
namespace {

using config::v1::Merchant;
using example::v1::ListComplaintsRequest;
using example::v1::ListComplaintsResponse;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kRequestPairs[] =
    R"(account=[{"seller_account":"甲","label":"乙<&"},{"seller_account":"丙"}])"
    R"(&begin_date=20240617&isspid=39493002&page_no=2&page_size=50)"
    R"(&request_type=risk_complaints_list_request&sorting={"by":"date"}&state=["1","3"])"
    R"(&system_id=8888&transaction_id=list01&key=TESTKEY0123456789abcdef)";

constexpr std::string_view kRequestJson =
    R"({"request_type":"risk_complaints_list_request","isspid":"39493002",)"
    R"("transaction_id":"list01","system_id":"8888","page_no":"2","page_size":"50",)"
    R"("begin_date":"20240617","state":["1","3"],)"
    R"("account":[{"seller_account":"甲","label":"乙<&"},{"seller_account":"丙"}],)"
    R"("sorting":{"by":"date"},"sign":")";

constexpr std::string_view kRequestXml = R"(<?xml version="1.0" encoding="GBK"?>
<business_trans>
<request_type>risk_complaints_list_request</request_type>
<isspid>39493002</isspid>
<transaction_id>list01</transaction_id>
<system_id>8888</system_id>
<page_no>2</page_no>
<page_size>50</page_size>
<begin_date>20240617</begin_date>
<state>1</state>
<state>3</state>
<account>
<seller_account>甲</seller_account>
<label><![CDATA[乙<&]]></label>
</account>
<account>
<seller_account>丙</seller_account>
</account>
<sorting>
<by>date</by>
</sorting>
</business_trans>
)";

constexpr std::string_view kListJson =
    R"({"response_type":"risk_complaints_list_response","isspid":"39493002",)"
    R"("transaction_id":"list01","result":{"id":"0000","comment":"查询成功"},)"
    R"("total_count":5000000000,"complaint":[)"
    R"({"complaint_id":"C1","detail":"没有收到货","media_id":"m1|m2","payer_phone":"138",)"
    R"("payer_openid":"o1","state":1,"amount":[100,-1],"order":{"order_id":"O1"}},)"
    R"({"complaint_id":"C2","media_id":"","state":"2","new":{"x":[1]}}],"new":null})";

constexpr std::string_view kListXml = R"(<?xml version="1.0" encoding="UTF-8"?>
<business_trans>
<response_type>risk_complaints_list_response</response_type>
<isspid>39493002</isspid>
<transaction_id>list01</transaction_id>
<result><id>0000</id><comment>查询成功</comment></result>
<total_count>5000000000</total_count>
<complaint>
<complaint_id>C1</complaint_id>
<detail><![CDATA[没有收到货]]></detail>
<media_id>m1|m2</media_id>
<payer_phone>138</payer_phone>
<payer_openid>o1</payer_openid>
<state>1</state>
<amount>100</amount>
<amount>-1</amount>
<order><order_id>O1</order_id></order>
</complaint>
<new><complaint/></new>
<complaint><complaint_id>C2</complaint_id><media_id/><state>2</state><new>1</new></complaint>
</business_trans>)";

constexpr char kResponse[] = R"pb(
  isspid: "39493002"
  transaction_id: "list01"
  result { id: "0000" comment: "查询成功" }
  total: 5000000000
  complaints {
    complaint_id: "C1"
    detail: "没有收到货"
    media_ids: "m1"
    media_ids: "m2"
    payer { phone: "138" openid: "o1" }
    state: 1
    amounts: 100
    amounts: -1
    order { order_id: "O1" }
  }
  complaints { complaint_id: "C2" state: 2 }
)pb";

ListComplaintsRequest Request() {
  ListComplaintsRequest request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        isspid: "39493002"
        transaction_id: "list01"
        page_number: 2
        page_size: 50
        begin_date: "20240617"
        states: 1
        states: 3
        accounts { seller_account: "甲" label: "乙<&" }
        accounts { seller_account: "丙" }
        note: "stays here"
        sorting { by: "date" }
      )pb",
      &request));
  return request;
}

std::string EncodeList(const Merchant& merchant) {
  return *MakeCodec(merchant, ListPlan()).Encode(Request());
}

// What came of an answer: the response as text, or why there is none.
std::string Decode(const Merchant& merchant, std::string_view body) {
  ListComplaintsResponse response;
  const Answer answer = MakeCodec(merchant, ListPlan()).Decode(body, Request(), response);
  if (answer.trust != Answer::Trust::kVerified) return answer.fault;
  EXPECT_EQ(answer.result.id, response.result().id());
  EXPECT_EQ(answer.result.comment, response.result().comment());
  return response.DebugString();
}

std::string ExpectedResponse() {
  ListComplaintsResponse response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kResponse, &response));
  return response.DebugString();
}

TEST(SecondInterface, PassesTheValidator) {
  for (const Merchant& merchant : {JsonMerchant(), XmlMerchant()}) {
    EXPECT_THAT(Validate(ListPlan(), Request(), MakeCodec(merchant, ListPlan()).text_rules()),
                IsEmpty());
  }
}

TEST(SecondInterface, IsEncodedAsSignedJson) {
  EXPECT_EQ(EncodeList(JsonMerchant()),
            std::string(kRequestJson) + Upper(Md5Lower(kRequestPairs)) + "\"}");
}

TEST(SecondInterface, IsEncodedAsGbkJson) {
  EXPECT_EQ(*SharedGbk()->Decode(EncodeList(GbkJsonMerchant())), EncodeList(JsonMerchant()));
}

TEST(SecondInterface, IsEncodedAsXml) {
  EXPECT_EQ(*SharedGbk()->Decode(EncodeList(XmlMerchant())), kRequestXml);
}

TEST(SecondInterface, IsEncodedAsXmlInAForm) {
  EXPECT_EQ(EncodeList(XmlFormMerchant()), WithMac(*SharedGbk()->Encode(kRequestXml)));
}

TEST(SecondInterface, LeavesOutTheDateThatIsNotThere) {
  ListComplaintsRequest request = Request();
  request.clear_begin_date();
  EXPECT_THAT(*MakeCodec(JsonMerchant(), ListPlan()).Encode(request), Not(HasSubstr("date\":")));
}

TEST(SecondInterface, IsDecodedFromSignedJson) {
  EXPECT_EQ(Decode(JsonMerchant(), WithSign(JsonMerchant(), kListJson)), ExpectedResponse());
  EXPECT_EQ(Decode(GbkJsonMerchant(), *SharedGbk()->Encode(WithSign(GbkJsonMerchant(), kListJson))),
            ExpectedResponse());
}

TEST(SecondInterface, IsDecodedFromXml) {
  const std::string gbk =
      *SharedGbk()->Encode(Replaced(kListXml, "encoding=\"UTF-8\"", "encoding=\"GBK\""));
  EXPECT_EQ(Decode(XmlMerchant(), kListXml), ExpectedResponse());
  EXPECT_EQ(Decode(XmlMerchant(), gbk), ExpectedResponse());
  EXPECT_EQ(Decode(XmlFormMerchant(), WithMac(gbk)), ExpectedResponse());
}

TEST(SecondInterface, IsDecodedFromAnEmptyPage) {
  const std::string json =
      R"({"response_type":"risk_complaints_list_response","isspid":"39493002",)"
      R"("transaction_id":"list01","result":{"id":"0000","comment":""},"complaint":[]})";
  ListComplaintsResponse expected;
  expected.set_isspid("39493002");
  expected.set_transaction_id("list01");
  expected.mutable_result()->set_id("0000");
  EXPECT_EQ(Decode(JsonMerchant(), WithSign(JsonMerchant(), json)), expected.DebugString());
}

TEST(SecondInterface, IsHeldToItsOwnRules) {
  const auto fault = [](std::string_view from, std::string_view to) {
    return Decode(JsonMerchant(), WithSign(JsonMerchant(), Replaced(kListJson, from, to)));
  };
  EXPECT_EQ(fault("list01", "list02"), "answer: transaction_id is not the request's");
  EXPECT_EQ(fault("39493002", "39493003"), "answer: isspid is not the request's");
  EXPECT_EQ(fault("risk_complaints_list_response", "risk_complaints_resp_response"),
            "answer: response_type is not the one documented");
  EXPECT_EQ(fault("5000000000", "\"many\""), "answer: total_count is not a number");
  EXPECT_EQ(fault(R"("complaint_id":"C2",)", ""), "answer: complaint_id is missing");
  EXPECT_EQ(fault(R"("payer_openid":"o1",)", ""), "answer: payer_openid is missing");
}

TEST(SecondInterface, IsNotBelievedWithoutItsSign) {
  EXPECT_EQ(Decode(JsonMerchant(), kListJson), "answer: is not signed");
}

// The answer to one interface is never taken for the other's.
TEST(SecondInterface, DoesNotAnswerTheFirst) {
  const Decoded decoded = DecodeAnswer(JsonMerchant(), WithSign(JsonMerchant(), kListJson));
  EXPECT_EQ(decoded.answer.fault, "answer: response_type is not the one documented");
}

}  // namespace
}  // namespace imageco::bridge::gateway
