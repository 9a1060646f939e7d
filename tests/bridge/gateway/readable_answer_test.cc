// Right answers as ordinary servers write them: each is read, and what it says is believed, because
// its sign or mac is right or because none is wanted.

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/outcome.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/openssl_digest.h"
#include "tests/bridge/gateway/vectors.h"

namespace imageco::bridge::gateway {
namespace {

using config::v1::Merchant;

// The page's echoes, and their pairs in the order in which they are signed.
constexpr char kEchoes[] =
    R"("response_type":"risk_complaints_resp_response","isspid":"39493002",)"
    R"("transaction_id":"resp202406170000000001","seller_account":"66660000000000001",)"
    R"("complaint_id":"200201820200101080076610000")";
constexpr char kPairsBefore[] = "complaint_id=200201820200101080076610000&isspid=39493002";
constexpr char kPairsAfter[] =
    "&seller_account=66660000000000001&transaction_id=resp202406170000000001&key=";

std::string Signed(const std::string& pairs) { return Upper(Md5Lower(absl::StrCat(pairs, kKey))); }

// The sign over the page's echoes and `result`, by spec section 2 and by nothing of ours.
std::string SignOver(const std::string& result) {
  return Signed(absl::StrCat(
      kPairsBefore, "&response_type=risk_complaints_resp_response&result=", result, kPairsAfter));
}

// The page's answer with `members` of its own behind the echoes.
std::string PageJson(const std::string& members, const std::string& sign) {
  return absl::StrCat("{", kEchoes, ",", members, ",\"sign\":\"", sign, "\"}");
}

std::string JsonWith(const std::string& result) {
  return PageJson(absl::StrCat("\"result\":", result), SignOver(result));
}

std::string AsGbk(const std::string& utf8) { return *SharedGbk()->Encode(utf8); }

constexpr char kResult[] = R"({"id":"0000","comment":"回复成功"})";

std::string PageXml(const std::string& declaration) {
  return absl::StrCat(
      declaration, "<business_trans><response_type>risk_complaints_resp_response</response_type>",
      "<isspid>39493002</isspid><transaction_id>resp202406170000000001</transaction_id>",
      "<seller_account>66660000000000001</seller_account>",
      "<complaint_id>200201820200101080076610000</complaint_id>",
      "<result><id>0000</id><comment>回复成功</comment></result></business_trans>");
}

std::string Declared(const std::string& encoding) {
  return absl::StrCat("<?xml version=\"1.0\" encoding=\"", encoding, "\"?>\n");
}

std::string MacOf(const std::string& xml) { return Md5Lower(kKey + xml + kKey); }

std::string XmlField(const std::string& xml) {
  std::string form;
  AppendFormField("xml", xml, form);
  return form;
}

std::string MacForm(const std::string& before, const std::string& xml, const std::string& mac) {
  return absl::StrCat(before, XmlField(xml), "&mac=", mac);
}

Merchant WithCharset(Merchant merchant, config::v1::Charset charset) {
  merchant.mutable_signature()->set_charset(charset);
  return merchant;
}

Merchant Unsigned(Merchant merchant) {
  merchant.mutable_signature()->set_answer_sign(config::v1::ANSWER_SIGN_IGNORED);
  return merchant;
}

Merchant WithBody(Merchant merchant) {
  merchant.mutable_signature()->set_canonical(config::v1::CANONICAL_BODY);
  return merchant;
}

struct AnswerRow {
  std::string name;
  Merchant merchant;
  std::string body;
  std::string verdict = "0000 回复成功";
};

void PrintTo(const AnswerRow& row, std::ostream* out) { *out << row.name; }

std::string VerdictOf(const AnswerRow& row) {
  const Decoded decoded = DecodeAnswer(row.merchant, row.body);
  const Answer& answer = decoded.answer;
  if (answer.trust != Answer::Trust::kVerified) return "not believed: " + answer.fault;
  EXPECT_EQ(decoded.response.transaction_id(), "resp202406170000000001");
  EXPECT_EQ(decoded.response.seller_account(), "66660000000000001");
  return absl::StrCat(answer.result.id, " ", answer.result.comment);
}

class ReadableAnswer : public testing::TestWithParam<AnswerRow> {};

TEST_P(ReadableAnswer, IsBelieved) { EXPECT_EQ(VerdictOf(GetParam()), GetParam().verdict); }

std::vector<AnswerRow> JsonRows() {
  const std::string page = JsonWith(kResult);
  const std::string bare = absl::StrCat("{", kEchoes, ",\"result\":", kResult, "}");
  const std::string gbk_sign = Signed(AsGbk(absl::StrCat(
      kPairsBefore, "&response_type=risk_complaints_resp_response&result=", kResult, kPairsAfter)));
  const std::string gbk_signed = PageJson(absl::StrCat("\"result\":", kResult), gbk_sign);
  const std::string twice = absl::StrCat("\"result\":", kResult, ",\"result\":", kResult);
  const std::string pair = absl::StrCat("&result=", kResult);
  const std::string signed_twice = Signed(absl::StrCat(
      kPairsBefore, "&response_type=risk_complaints_resp_response", pair, pair, kPairsAfter));
  const std::string deep = Times("[", 60) + Times("]", 60);
  const auto with_note = [](const std::string& escaped, const std::string& note) {
    const std::string sign = Signed(
        absl::StrCat(kPairsBefore, "&note=", note,
                     "&response_type=risk_complaints_resp_response&result=", kResult, kPairsAfter));
    return PageJson(absl::StrCat("\"note\":\"", escaped, "\",\"result\":", kResult), sign);
  };
  return {
      {"AsOnThePage", JsonMerchant(), page},
      {"ByteOrderMark", JsonMerchant(), "\xEF\xBB\xBF" + page},
      {"ByteOrderMarkAndLines", JsonMerchant(), "\xEF\xBB\xBF\r\n" + page + "\r\n"},
      {"GbkThoughUtf8WasSent", JsonMerchant(), AsGbk(page)},
      {"GbkBehindAByteOrderMark", JsonMerchant(), "\xEF\xBB\xBF" + AsGbk(page)},
      {"Utf8ThoughGbkWasSent", GbkJsonMerchant(), page},
      {"GbkSignedAsGbk", JsonMerchant(), AsGbk(gbk_signed)},
      {"Utf8SignedAsGbk", JsonMerchant(), gbk_signed},
      {"Utf8SignedAsUtf8", WithCharset(JsonMerchant(), config::v1::CHARSET_GBK), page},
      {"GbkUnsigned", Unsigned(JsonMerchant()), AsGbk(bare)},
      {"Utf8UnsignedThoughGbkWasSent", Unsigned(GbkJsonMerchant()), bare},
      {"BlanksAroundTheSign", JsonMerchant(),
       PageJson(absl::StrCat("\"result\":", kResult), " " + SignOver(kResult) + "\\n")},
      {"LowerCaseSign", JsonMerchant(),
       PageJson(absl::StrCat("\"result\":", kResult), absl::AsciiStrToLower(SignOver(kResult)))},
      {"IdAsANumber", JsonMerchant(), JsonWith(R"({"id":2001,"comment":"失败"})"), "2001 失败"},
      {"SuccessAsANumber", JsonMerchant(), JsonWith(R"({"id":0000,"comment":"回复成功"})")},
      {"CommentAsANumber", JsonMerchant(), JsonWith(R"({"id":"0000","comment":7})"), "0000 7"},
      {"CommentMissing", JsonMerchant(), JsonWith(R"({"id":"0000"})"), "0000 "},
      {"CommentNull", JsonMerchant(), JsonWith(R"({"id":"0000","comment":null})"), "0000 "},
      {"CommentLong", JsonMerchant(),
       JsonWith(absl::StrCat(R"({"id":"0000","comment":")", Times("长", 500), "\"}")),
       "0000 " + Times("长", 500)},
      {"EqualTwiceSignedOnce", JsonMerchant(), PageJson(twice, SignOver(kResult))},
      {"EqualTwiceSignedTwice", JsonMerchant(), PageJson(twice, signed_twice)},
      {"EchoAsANumber", JsonMerchant(), absl::StrReplaceAll(page, {{"\"39493002\"", "39493002"}})},
      {"LoneSurrogateThatJavaSigns", JsonMerchant(), with_note("\\ud83d", "?")},
      {"LoneSurrogateThatGoSigns", JsonMerchant(), with_note("\\ud83d", "\uFFFD")},
      {"EmojiThatJavaSignsInGbk", WithCharset(JsonMerchant(), config::v1::CHARSET_GBK),
       PageJson(absl::StrCat("\"note\":\"😀\",\"result\":", kResult),
                Signed(AsGbk(absl::StrCat(kPairsBefore, "&note=?",
                                          "&response_type=risk_complaints_resp_response&result=",
                                          kResult, kPairsAfter))))},
      {"DeepUnknownNode", JsonMerchant(),
       PageJson(absl::StrCat("\"z\":", deep, ",\"result\":", kResult),
                Signed(absl::StrCat(
                    kPairsBefore, "&response_type=risk_complaints_resp_response&result=", kResult,
                    "&seller_account=66660000000000001&transaction_id=resp202406170000000001&z=",
                    deep, "&key=")))},
      {"OnlyTheTransactionIdEchoed", Unsigned(JsonMerchant()),
       R"({"transaction_id":"resp202406170000000001","result":{"id":"0000","comment":"回复成功"}})"},
      {"BodySignedWithItsLastLineEnd", WithBody(JsonMerchant()),
       absl::StrReplaceAll(
           bare + "\n",
           {{"}}\n",
             absl::StrCat("},\"sign\":\"", Upper(Md5Lower(std::string(kKey) + bare + "\n" + kKey)),
                          "\"}\n")}})},
      {"BodySignedWithoutItsLastLineEnd", WithBody(JsonMerchant()),
       absl::StrReplaceAll(
           bare + "\n",
           {{"}}\n", absl::StrCat("},\"sign\":\"", Upper(Md5Lower(std::string(kKey) + bare + kKey)),
                                  "\"}\n")}})},
      {"InAForm", JsonFormMerchant(),
       [&page] {
         std::string form;
         AppendFormField("data", "\xEF\xBB\xBF" + page + "\n", form);
         return "\r\n" + form + "\r\n";
       }()},
  };
}

std::vector<AnswerRow> XmlRows() {
  const std::string plain = PageXml("");
  std::vector<AnswerRow> rows = {
      {"AsOnThePage", XmlMerchant(), ReadVector("samples/response.xml")},
      {"Utf8WithoutADeclaration", XmlMerchant(), plain},
      {"Utf8WithoutAnEncoding", XmlMerchant(), PageXml("<?xml version=\"1.0\"?>")},
      {"GbkWithoutADeclaration", XmlMerchant(), AsGbk(plain)},
      {"Utf8ThatDeclaresGbk", XmlMerchant(), PageXml(Declared("GBK"))},
      {"GbkThatDeclaresUtf8", XmlMerchant(), AsGbk(PageXml(Declared("UTF-8")))},
      {"ByteOrderMark", XmlMerchant(), "\xEF\xBB\xBF" + plain},
      {"ByteOrderMarkBeforeGbk", XmlMerchant(), "\xEF\xBB\xBF" + AsGbk(PageXml(Declared("GBK")))},
      {"PrefixedNamespace", XmlMerchant(),
       absl::StrReplaceAll(plain, {{"</", "</v:"},
                                   {"<business_trans>", "<v:business_trans xmlns:v=\"http://v\">"},
                                   {"<result>", "<v:result>"},
                                   {"<id>", "<v:id>"},
                                   {"<comment>", "<v:comment>"},
                                   {"<response_type>", "<v:response_type>"},
                                   {"<isspid>", "<v:isspid>"},
                                   {"<transaction_id>", "<v:transaction_id>"},
                                   {"<seller_account>", "<v:seller_account>"},
                                   {"<complaint_id>", "<v:complaint_id>"}})},
      {"DefaultNamespace", XmlMerchant(),
       absl::StrReplaceAll(plain, {{"<business_trans>", "<business_trans xmlns=\"http://v\">"}})},
      {"WhiteSpaceAroundEchoes", XmlMerchant(),
       absl::StrReplaceAll(plain,
                           {{"<isspid>", "<isspid>\r\n  "}, {"</isspid>", "\r\n</isspid>"}})},
      {"CommentMissing", XmlMerchant(),
       absl::StrReplaceAll(plain, {{"<comment>回复成功</comment>", ""}}), "0000 "},
      {"CommentEmpty", XmlMerchant(), absl::StrReplaceAll(plain, {{"回复成功", ""}}), "0000 "},
      {"EqualTwice", XmlMerchant(),
       absl::StrReplaceAll(plain, {{"<id>0000</id>", "<id>0000</id><id>0000</id>"}})},
  };
  for (const std::string encoding :
       {"utf8", "UTF8", "utf-8", "ISO-8859-1", "iso8859-1", "us-ascii"}) {
    rows.push_back({"Utf8Declared_" + absl::StrReplaceAll(encoding, {{"-", "_"}}), XmlMerchant(),
                    PageXml(Declared(encoding))});
  }
  for (const std::string encoding : {"gbk", "GB2312", "gb18030", "MS936", "CP936", "windows-936",
                                     "EUC-CN", "x-gbk", "GB_2312-80", "ISO-8859-1"}) {
    rows.push_back({"GbkDeclared_" + absl::StrReplaceAll(encoding, {{"-", "_"}}), XmlMerchant(),
                    AsGbk(PageXml(Declared(encoding)))});
  }
  return rows;
}

std::vector<AnswerRow> MacRows() {
  const std::string xml = ReadVector("samples/response.xml");
  const std::string mac = MacOf(xml);
  const Merchant merchant = [] {
    Merchant required = XmlFormMerchant();
    required.mutable_signature()->set_answer_sign(config::v1::ANSWER_SIGN_REQUIRED);
    return required;
  }();
  return {
      {"AsDocumented", merchant, MacForm("", xml, mac)},
      {"LineEndBehindTheMac", merchant, MacForm("", xml, mac + "\r\n")},
      {"BlankBehindTheMac", merchant, MacForm("", xml, mac + " ")},
      {"EncodedBlankBehindTheMac", merchant, MacForm("", xml, mac + "%0A")},
      {"LineEndBeforeTheForm", merchant, MacForm("\r\n", xml, mac)},
      {"BlanksBeforeTheForm", merchant, MacForm("  \n\t", xml, mac)},
      {"LineEndBeforeTheMac", merchant,
       absl::StrReplaceAll(MacForm("", xml, mac), {{"&mac=", "&\r\nmac="}})},
      {"XmlLast", merchant, absl::StrCat("mac=", mac, "&", XmlField(xml), "\r\n")},
      {"UpperCase", merchant, MacForm("", xml, Upper(mac))},
      {"MacOverTheXmlWithoutItsLastLineEnd", merchant,
       MacForm("", PageXml(Declared("UTF-8")) + "\r\n", MacOf(PageXml(Declared("UTF-8"))))},
      {"Utf8", merchant, MacForm("", PageXml(""), MacOf(PageXml("")))},
  };
}

std::string NameOf(const testing::TestParamInfo<AnswerRow>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(Json, ReadableAnswer, testing::ValuesIn(JsonRows()), NameOf);
INSTANTIATE_TEST_SUITE_P(Xml, ReadableAnswer, testing::ValuesIn(XmlRows()), NameOf);
INSTANTIATE_TEST_SUITE_P(Mac, ReadableAnswer, testing::ValuesIn(MacRows()), NameOf);

// What is never believed, however liberally it is read.
class UnbelievableAnswer : public testing::TestWithParam<AnswerRow> {};

TEST_P(UnbelievableAnswer, IsNotBelieved) {
  EXPECT_EQ(VerdictOf(GetParam()), "not believed: " + GetParam().verdict);
}

std::vector<AnswerRow> UnbelievableRows() {
  const std::string page = JsonWith(kResult);
  const std::string other = R"({"id":"2001","comment":"失败"})";
  const std::string wrong = "answer: its signature does not verify";
  const std::string xml = PageXml("");
  return {
      {"NoSign", JsonMerchant(), absl::StrCat("{", kEchoes, ",\"result\":", kResult, "}"),
       "answer: is not signed"},
      {"SignOfAnotherResult", JsonMerchant(),
       PageJson(absl::StrCat("\"result\":", kResult), SignOver(other)), wrong},
      {"GbkWithAWrongSign", JsonMerchant(),
       AsGbk(PageJson(absl::StrCat("\"result\":", kResult), SignOver(other))), wrong},
      {"AnotherTransactionId", Unsigned(JsonMerchant()),
       absl::StrReplaceAll(page, {{"resp202406170000000001", "resp202406170000000002"}}),
       "answer: transaction_id is not the request's"},
      {"NoTransactionId", Unsigned(JsonMerchant()),
       absl::StrReplaceAll(page, {{"\"transaction_id\"", "\"x\""}}),
       "answer: transaction_id is missing"},
      {"AnotherSellerAccount", Unsigned(JsonMerchant()),
       absl::StrReplaceAll(page, {{"66660000000000001", "66660000000000002"}}),
       "answer: seller_account is not the request's"},
      {"EmptyEcho", Unsigned(JsonMerchant()), absl::StrReplaceAll(page, {{"\"39493002\"", "\"\""}}),
       "answer: isspid is not the request's"},
      {"NoResult", Unsigned(JsonMerchant()), absl::StrReplaceAll(page, {{"\"result\"", "\"x\""}}),
       "answer: result is missing"},
      {"NoId", Unsigned(JsonMerchant()), absl::StrReplaceAll(page, {{"\"id\"", "\"x\""}}),
       "answer: id is missing"},
      {"ResultsThatDiffer", Unsigned(JsonMerchant()),
       PageJson(absl::StrCat("\"result\":", kResult, ",\"result\":", other), ""),
       "answer: result stands there twice"},
      {"IdsThatDiffer", Unsigned(JsonMerchant()),
       absl::StrReplaceAll(page, {{"\"id\":\"0000\"", "\"id\":\"0000\",\"id\":\"2001\""}}),
       "answer: id stands there twice"},
      {"XmlIdsThatDiffer", XmlMerchant(),
       absl::StrReplaceAll(xml, {{"<id>0000</id>", "<id>0000</id><id>2001</id>"}}),
       "answer: id stands there twice"},
      {"Cut", JsonMerchant(), page.substr(0, page.size() - 1),
       absl::StrCat("JSON: no comma and no end of the list at byte ", page.size() - 1)},
      {"CutXml", XmlMerchant(), xml.substr(0, xml.size() - 1),
       "XML: Error parsing end element tag"},
      {"Doctype", XmlMerchant(), "<!DOCTYPE business_trans>" + xml, "XML: has a DOCTYPE"},
      {"OtherEncoding", XmlMerchant(), PageXml(Declared("UTF-16")),
       "XML: declared in an encoding that is neither GBK nor UTF-8"},
      {"TooDeep", JsonMerchant(),
       absl::StrReplaceAll(page, {{"\"result\"", absl::StrCat("\"z\":", Times("[", 70),
                                                              Times("]", 70), ",\"result\"")}}),
       "JSON: nested too deep at byte 260"},
      {"WrongMac", XmlFormMerchant(), MacForm("", xml, MacOf(xml + "x")), wrong},
      {"TheRequestItself", Unsigned(JsonMerchant()), ReadVector("samples/request.json"),
       "answer: has neither a response_type nor a result"},
  };
}

INSTANTIATE_TEST_SUITE_P(Rows, UnbelievableAnswer, testing::ValuesIn(UnbelievableRows()), NameOf);

// The meaning of the whole, where the reading alone says too little.
TEST(ReadableAnswerTest, SaysNothingByAnUndocumentedIdInJsonAndXmlAlike) {
  for (const std::string id : {"", "0", "0000 ", " 0000", "０００0", "success"}) {
    const std::string json = JsonWith(absl::StrCat(R"({"id":")", id, R"(","comment":"x"})"));
    const std::string xml =
        absl::StrReplaceAll(PageXml(""), {{"<id>0000</id>", "<id>" + id + "</id>"}});
    for (const AnswerRow& row :
         {AnswerRow{"", JsonMerchant(), json}, AnswerRow{"", XmlMerchant(), xml}}) {
      TransportResult transport;
      transport.sent = Sent::kAnswered;
      transport.http_status = 200;
      const Answer answer = DecodeAnswer(row.merchant, row.body).answer;
      ASSERT_EQ(answer.trust, Answer::Trust::kVerified) << answer.fault;
      EXPECT_TRUE(std::holds_alternative<Unknown>(Interpret(transport, answer, {}))) << row.body;
    }
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
