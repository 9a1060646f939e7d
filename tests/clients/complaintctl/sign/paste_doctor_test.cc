#include "clients/complaintctl/sign/paste_doctor.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "bridge/gateway/codec/form.h"
#include "bridge/gateway/codec/utf8.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/paste/packet.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/complaintctl/sign/named_scheme.h"
#include "tests/clients/complaintctl/vectors.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Signature;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kNumbers[] = "the list numbers in front of the lines";
constexpr char kMarks[] = "the marks (> < *) of a trace or a quoted mail";
constexpr char kCurl[] = "the curl command and its quoting";
constexpr char kPercent[] = "the percent-encoding";
constexpr char kPlus[] = "the percent-encoding, with + for blanks";
constexpr char kBackslashes[] = "a level of backslashes";
constexpr char kEscapes[] = "its \\u escapes";
constexpr char kEntities[] = "the entities of HTML, such as &quot;";
constexpr char kDoubled[] = "the doubling of quotes, as in CSV";
constexpr char kBase64[] = "Base64";
constexpr char kHex[] = "the hex digits in place of bytes";
constexpr char kDump[] = "the hex dump";
constexpr char kWraps[] = "the line breaks within its texts";
constexpr char kForGbk[] = "the garbling of UTF-8 that was taken for GBK";
constexpr char kForLatin[] = "the garbling of what was taken for Windows-1252";
constexpr char kUtf16[] = "its UTF-16, made UTF-8";
constexpr char kQuotes[] = "full-width, curly or single quotes and full-width marks, made ASCII";
constexpr char kAround[] = "what stands around it";
constexpr char kHttp[] = "the lines of HTTP around it";
constexpr char kName[] = "its member's name, which is \"sign\" by the vendor's page";
constexpr char kSpace[] = "the white space between its members";
constexpr char kPythonSpace[] = "the white space between its members, save a blank behind , and :";

const SignVector& Request() { return FindVector("sample request; sorted_pairs (the default)"); }
const SignVector& Answer() { return FindVector("sample response; sorted_pairs (the default)"); }
const SignVector& AnswerBySha256() { return FindVector("sample response; sorted_pairs, sha256"); }
const SignVector& RequestByHmac() {
  return FindVector("sample request; sorted_pairs, hmac-sha256");
}
const SignVector& RequestBody() { return FindVector("sample request; key-wrapped body"); }
const SignVector& AnswerBody() { return FindVector("sample response; key-wrapped body"); }
const SignVector& AnswerOverGbk() {
  return FindVector("sample response; sorted_pairs over GBK bytes");
}

// As the vendor's page prints it.
std::string Pretty(const SignVector& vector) {
  return nlohmann::ordered_json::parse(vector.Signed()).dump(2);
}

std::string Numbered(const std::string& text, const std::string& mark = ". ") {
  std::istringstream lines(text);
  std::string numbered;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    absl::StrAppend(&numbered, "  ", ++number, mark, line, "\n");
  }
  return numbered;
}

std::string Marked(const std::string& text, const std::string& mark) {
  return mark + absl::StrReplaceAll(text, {{"\n", "\n" + mark}}) + "\n";
}

std::string FormField(const std::string& name, const std::string& value) {
  std::string form;
  bridge::gateway::AppendFormField(name, value, form);
  return form;
}

std::string Percent(const std::string& text) { return FormField("", text).substr(1); }

std::string FormWithMac(const std::string& sample) {
  const std::string xml = ReadSample(sample);
  return FormField("xml", xml) + "&mac=" + *Signature::Make({}, kKey, TestGbk())->Mac(xml);
}

std::string Curly(const SignVector& vector) {
  std::string curly;
  bool open = false;
  for (const char c : vector.Signed()) {
    if (c == '"') open = !open;
    curly += c == '"' ? std::string(open ? "“" : "”") : std::string(1, c);
  }
  return curly;
}

std::string FullWidth(const SignVector& vector) {
  return absl::StrReplaceAll(vector.Signed(), {{"\",\"", "＂，＂"},
                                               {"\":\"", "＂：＂"},
                                               {"\":{\"", "＂：｛＂"},
                                               {"\"},\"", "＂｝，＂"},
                                               {"{\"", "｛＂"},
                                               {"\"}", "＂｝"}});
}

std::string RequestHead(const std::string& mark) {
  return absl::StrReplaceAll(
      "@POST /reply HTTP/1.1\r\n@Host: gateway.example:8443\r\n"
      "@User-Agent: curl/7.88.1\r\n@Accept: */*\r\n"
      "@Content-Type: application/json; charset=UTF-8\r\n@\r\n",
      {{"@", mark}});
}

std::string AnswerHead(const std::string& mark, const std::string& version = "HTTP/1.1 200 OK") {
  return absl::StrReplaceAll(absl::StrCat("@", version,
                                          "\r\n@Server: Apache-Coyote/1.1\r\n"
                                          "@Content-Type: text/html;charset=GBK\r\n@\r\n"),
                             {{"@", mark}});
}

std::string CurlTrace(const std::string& request, const std::string& answer,
                      const std::string& version = "HTTP/1.1 200 OK") {
  return "* Connected to gateway.example (192.0.2.1) port 8443 (#0)\n* using HTTP/1.x\n" +
         RequestHead("> ") + request + "\n* upload completely sent off: 12 bytes\n" +
         "} [5 bytes data]\n" + AnswerHead("< ", version) + "{ [12 bytes data]\n" + answer +
         "* Connection #0 to host gateway.example left intact\n";
}

std::string Renamed(const SignVector& vector, const std::string& name) {
  return absl::StrReplaceAll(vector.Signed(), {{"\"sign\"", "\"" + name + "\""}});
}

// Signed as it stands with these members between, by the scheme of another vector.
SignVector SignedAs(const SignVector& scheme, const std::string& message) {
  SignVector vector = scheme;
  vector.message = message;
  const auto readings = ReadSignedMessage(message, config::v1::CHARSET_UNSPECIFIED, *TestGbk());
  vector.sign =
      ExpectedSign(readings->front(), *Signature::Make(scheme.Scheme(), kKey, TestGbk())).value();
  return vector;
}

// {"a": "b", "c": ...}, as Python and PHP of some settings write it.
SignVector PythonSpaced(const SignVector& vector) {
  return SignedAs(vector, absl::StrReplaceAll(vector.message, {{"\":", "\": "}, {",\"", ", \""}}));
}

absl::StatusOr<std::vector<Finding>> ExamineText(const std::string& text,
                                                 const std::string& key = kKey) {
  return ExaminePaste({TestGbk(), text, key, config::v1::CHARSET_UNSPECIFIED});
}

// As nginx writes a body into its log.
std::string NginxEscaped(const std::string& bytes) {
  std::string escaped;
  for (const char c : bytes) {
    const bool plain = c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
    escaped += plain ? std::string(1, c) : "\\x" + absl::BytesToHexString(std::string(1, c));
  }
  return escaped;
}

// As PowerShell's > writes it.
std::string Utf16Of(const std::string& utf8) {
  std::string bytes = "\xFF\xFE";
  for (std::string_view rest = utf8; !rest.empty();) {
    const auto first = bridge::gateway::FirstCodePoint(rest);
    bytes.push_back(static_cast<char>(first.value & 0xFF));
    bytes.push_back(static_cast<char>(first.value >> 8));
    rest.remove_prefix(first.bytes);
  }
  return bytes;
}

// As what reads bytes as ISO-8859-1 shows them.
std::string AsLatin(const std::string& bytes) {
  std::string shown;
  for (const unsigned char c : bytes) bridge::gateway::AppendUtf8(c, shown);
  return shown;
}

// With lines of at most so many bytes, of which none begins within a character.
std::string Wrapped(const std::string& text, size_t bytes_max = 80) {
  std::istringstream lines(text);
  std::string wrapped;
  for (std::string line; std::getline(lines, line);) {
    for (std::string_view rest = line; !rest.empty();) {
      const std::string_view part = bridge::gateway::Shortened(rest, bytes_max);
      absl::StrAppend(&wrapped, std::string(part), "\n");
      rest.remove_prefix(part.size());
    }
  }
  return wrapped;
}

// What somebody pasted who has a message that fits.
struct Paste {
  std::string name;
  std::string text;
  std::vector<const SignVector*> messages;  // null: XML
  std::vector<std::string> liberties;       // of each message
  std::string form_field = "";
};

class Pastes : public testing::TestWithParam<Paste> {};

TEST_P(Pastes, FitAndSayWhatWasTakenOff) {
  const Paste& capture = GetParam();
  const auto findings = ExamineText(capture.text);
  ASSERT_TRUE(findings.ok()) << findings.status();
  ASSERT_EQ(findings->size(), capture.messages.size());
  for (size_t i = 0; i < findings->size(); ++i) {
    const Finding& finding = (*findings)[i];
    EXPECT_TRUE(finding.diagnosis.fits);
    EXPECT_EQ(finding.liberties, capture.liberties);
    EXPECT_EQ(finding.key_liberty, "");
    EXPECT_THAT(finding.diagnosis.causes, IsEmpty());
    EXPECT_EQ(finding.diagnosis.settings.wire().json_form_field(), capture.form_field);
    if (capture.messages[i] == nullptr) {
      EXPECT_EQ(finding.diagnosis.settings.wire().format(), config::v1::FORMAT_XML);
    } else {
      ExpectNamed(finding.diagnosis, capture.messages[i]->Scheme());
    }
  }
}

std::string NameOfPaste(const testing::TestParamInfo<Paste>& info) { return info.param.name; }

// The first rows need no liberty.
const std::vector<Paste>& AsTheyStand() {
  static const auto& captures = *new std::vector<Paste>{
      {"Json", Request().Signed(), {&Request()}, {}},
      {"JsonInGbk", ToGbk(AnswerOverGbk().Signed()), {&AnswerOverGbk()}, {}},
      {"Sha256", AnswerBySha256().Signed() + "\n", {&AnswerBySha256()}, {}},
      {"Form", FormField("data", RequestByHmac().Signed()), {&RequestByHmac()}, {}, "data"},
      {"XmlFormWithMac", FormWithMac("samples/request.xml") + "\n", {nullptr}, {}},
      {"BareXml", ReadSample("samples/response.xml"), {nullptr}, {}},
  };
  return captures;
}

const std::vector<Paste>& Listed() {
  static const auto& captures = *new std::vector<Paste>{
      {"Request", Numbered(Pretty(Request())), {&Request()}, {kNumbers}},
      {"RequestInGbk", ToGbk(Numbered(Pretty(RequestByHmac()))), {&RequestByHmac()}, {kNumbers}},
      {"Answer", Numbered(Pretty(Answer())), {&Answer()}, {kNumbers, kSpace}},
      {"AnswerInGbk",
       ToGbk(Numbered(Pretty(AnswerOverGbk()))),
       {&AnswerOverGbk()},
       {kNumbers, kSpace}},
      {"RequestWhoseBodyIsSigned",
       Numbered(Pretty(RequestBody())),
       {&RequestBody()},
       {kNumbers, kSpace}},
      {"AsCatNumbers", Numbered(Pretty(RequestByHmac()), "\t"), {&RequestByHmac()}, {kNumbers}},
      {"NumbersOnLinesOfTheirOwn", Numbered(Pretty(Request()), ".\n"), {&Request()}, {kNumbers}},
      {"RequestAndAnswerOfAPage",
       "请求报文\n\nJSON:\n\n" + Numbered(Pretty(RequestBody())) + "\n返回报文\n\nJSON:\n\n" +
           Numbered(Pretty(AnswerBody())),
       {&RequestBody(), &AnswerBody()},
       {kNumbers, kAround, kSpace}},
      {"Xml", Numbered(ReadSample("samples/request.xml")), {nullptr}, {kNumbers}},
      {"PrettyWithoutNumbers", Pretty(AnswerBySha256()) + "\n", {&AnswerBySha256()}, {kSpace}},
  };
  return captures;
}

const std::vector<Paste>& Exchanges() {
  static const auto& captures = *new std::vector<Paste>{
      {"CurlTrace",
       CurlTrace(Request().Signed(), Answer().Signed()),
       {&Request(), &Answer()},
       {kHttp}},
      {"CurlTraceOfGbk",
       ToGbk(CurlTrace("", AnswerOverGbk().Signed())),
       {&AnswerOverGbk()},
       {kHttp}},
      {"CurlTraceOfBothCharsets",
       CurlTrace(Request().Signed(), "") + ToGbk(AnswerOverGbk().Signed()) + "\r\n",
       {&Request(), &AnswerOverGbk()},
       {kHttp}},
      {"CurlTraceWithABadByte",
       "* a\xE6\x88\n" + CurlTrace("", AnswerBody().Signed()),
       {&AnswerBody()},
       {kHttp}},
      {"CurlTraceOfHttp2",
       CurlTrace("", AnswerBySha256().Signed(), "HTTP/2 200"),
       {&AnswerBySha256()},
       {kHttp}},
      {"CurlTraceOfAMarkedBody",
       Marked(RequestHead("") + Pretty(RequestByHmac()), "> "),
       {&RequestByHmac()},
       {kMarks, kHttp}},
      {"CurlTraceOfForms",
       CurlTrace("", FormWithMac("samples/response.xml") + "\n"),
       {nullptr},
       {kHttp}},
      {"Proxy",
       RequestHead("") + RequestByHmac().Signed() + "\r\n\r\n" + AnswerHead("") +
           AnswerBySha256().Signed(),
       {&RequestByHmac(), &AnswerBySha256()},
       {kHttp}},
      {"ProxyOfGbk", AnswerHead("") + ToGbk(AnswerOverGbk().Signed()), {&AnswerOverGbk()}, {kHttp}},
      {"ProxyOfAForm",
       RequestHead("") + FormField("data", RequestBody().Signed()),
       {&RequestBody()},
       {kHttp},
       "data"},
      {"ProxyOfChunks",
       AnswerHead("") + "1a4\r\n" + AnswerBody().Signed() + "\r\n0\r\n\r\n",
       {&AnswerBody()},
       {kHttp}},
      {"ProxyOfXml", AnswerHead("") + ReadSample("samples/response.xml"), {nullptr}, {kHttp}},
      {"QuotedMail", Marked(Pretty(Request()), "> "), {&Request()}, {kMarks}},
  };
  return captures;
}

const std::vector<Paste>& Logged() {
  const std::string prefix = "2024-06-17 10:00:00.123 [http-1] INFO c.e.Gateway - ";
  static const auto& captures = *new std::vector<Paste>{
      {"Line", prefix + "send " + Request().Signed(), {&Request()}, {kAround}},
      {"LineOfGbk",
       ToGbk(prefix + "收到应答：" + AnswerOverGbk().Signed() + "，耗时 12ms\n"),
       {&AnswerOverGbk()},
       {kAround}},
      {"LineWithSomethingBehind",
       prefix + "body=" + AnswerBySha256().Signed() + ", status=200\n",
       {&AnswerBySha256()},
       {kAround}},
      {"LineWithANameAndEquals",
       "INFO body=" + RequestBody().Signed(),
       {&RequestBody()},
       {kAround}},
      {"RequestAndAnswer",
       prefix + ">> " + RequestBody().Signed() + "\n" + prefix + "<< " + AnswerBody().Signed(),
       {&RequestBody(), &AnswerBody()},
       {kAround}},
      {"JsonLogWithAMessageWithin",
       R"({"level":"info","body":)" + Answer().Signed() + R"(,"ms":12})",
       {&Answer()},
       {kAround}},
      {"JsonLogWithAMessageAsText",
       nlohmann::json({{"level", "info"}, {"body", AnswerBody().Signed()}}).dump(),
       {&AnswerBody()},
       {kBackslashes, kAround}},
      {"StringOfAProgram",
       "String body = \"" + absl::StrReplaceAll(Request().Signed(), {{"\"", "\\\""}}) + "\";",
       {&Request()},
       {kBackslashes, kAround}},
      {"Form",
       prefix + FormField("data", RequestByHmac().Signed()) + " took 3 ms",
       {&RequestByHmac()},
       {kAround},
       "data"},
      {"FormWithMac",
       prefix + FormWithMac("samples/request.xml") + " took 3 ms",
       {nullptr},
       {kAround}},
      {"Xml", prefix + ReadSample("samples/request.xml") + " took 3 ms", {nullptr}, {kAround}},
  };
  return captures;
}

const std::vector<Paste>& CurlCommands() {
  const std::string curl = "curl -sS https://gateway.example/reply -H 'Content-Type: x' ";
  static const auto& captures = *new std::vector<Paste>{
      {"SingleQuotes", curl + "-d '" + Request().Signed() + "'\n", {&Request()}, {kCurl}},
      {"DataRawOverLines",
       "$ curl \\\n  --data-raw '" + RequestByHmac().Signed() + "' \\\n  https://gateway.example\n",
       {&RequestByHmac()},
       {kCurl, kAround}},
      {"DoubleQuotes",
       curl + "--data \"" + absl::StrReplaceAll(RequestBody().Signed(), {{"\"", "\\\""}}) + "\"",
       {&RequestBody()},
       {kCurl}},
      {"AnsiQuotes",
       curl + "--data-binary $'" +
           absl::StrReplaceAll(RequestBody().Signed(), {{"已", "\\u5df2"}, {"\"", "\\\""}}) + "'",
       {&RequestBody()},
       {kCurl}},
      {"UrlEncoded",
       curl + "--data-urlencode 'data=" + RequestBody().Signed() + "'",
       {&RequestBody()},
       {kCurl},
       "data"},
      {"FormWithMac", curl + "-d '" + FormWithMac("samples/request.xml") + "'", {nullptr}, {kCurl}},
      {"InGbk", ToGbk(curl + "-d '" + RequestByHmac().Signed() + "'"), {&RequestByHmac()}, {kCurl}},
      {"CommandAndItsAnswer",
       curl + "-d '" + Request().Signed() + "'\n" + Answer().Signed() + "\n",
       {&Request(), &Answer()},
       {kCurl, kAround}},
  };
  return captures;
}

const std::vector<Paste>& Encoded() {
  static const auto& captures = *new std::vector<Paste>{
      {"Percent", Percent(Request().Signed()), {&Request()}, {kPercent}},
      {"PercentOfGbk", Percent(ToGbk(AnswerOverGbk().Signed())), {&AnswerOverGbk()}, {kPercent}},
      {"PercentTwice",
       Percent(Percent(RequestBody().Signed())),
       {&RequestBody()},
       {kPercent, kPercent}},
      {"PercentInALog",
       "INFO sent: " + Percent(AnswerBySha256().Signed()) + " in 3 ms",
       {&AnswerBySha256()},
       {kPercent, kAround}},
      {"BytesInALogOfNginx",
       R"(192.0.2.1 "POST /reply" body: ")" + NginxEscaped(RequestBody().Signed()) + "\"",
       {&RequestBody()},
       {kBackslashes, kAround}},
      {"BytesOfGbkInALogOfNginx",
       NginxEscaped(ToGbk(AnswerOverGbk().Signed())),
       {&AnswerOverGbk()},
       {kBackslashes}},
      {"CodesOfCharactersWithin",
       nlohmann::ordered_json::parse(Answer().Signed()).dump(2, ' ', true),
       {&Answer()},
       {kEscapes, kSpace}},
      {"CodesOfQuotes",
       absl::StrReplaceAll(Request().Signed(), {{"\"", "\\u0022"}, {"已", "\\u5DF2"}}),
       {&Request()},
       {kBackslashes}},
      {"EntitiesInAPage",
       "<td>" + absl::StrReplaceAll(AnswerBody().Signed(), {{"\"", "&quot;"}}) + "</td>",
       {&AnswerBody()},
       {kEntities, kAround}},
      {"CellOfCsv",
       "1,\"" + absl::StrReplaceAll(RequestByHmac().Signed(), {{"\"", "\"\""}}) + "\",ok",
       {&RequestByHmac()},
       {kDoubled, kAround}},
      {"Base64", absl::Base64Escape(RequestBody().Signed()), {&RequestBody()}, {kBase64}},
      {"Base64InLines",
       absl::StrReplaceAll(absl::Base64Escape(ToGbk(AnswerOverGbk().Signed())), {{"I", "I\r\n"}}),
       {&AnswerOverGbk()},
       {kBase64}},
      {"Base64InALog",
       "INFO body=" + absl::Base64Escape(AnswerBySha256().Signed()) + ", 12 ms",
       {&AnswerBySha256()},
       {kBase64, kAround}},
      {"HexDigits", "0x" + absl::BytesToHexString(Answer().Signed()), {&Answer()}, {kHex, kAround}},
  };
  return captures;
}

const std::vector<Paste>& Dumped() {
  static const auto& captures = *new std::vector<Paste>{
      {"Tcpdump",
       "12:00:00.1 IP a.1 > b.2: Flags [P.], length 9: HTTP: POST /reply HTTP/1.1\n" +
           TcpdumpOf(Ip4Packet(RequestHead("") + RequestByHmac().Signed())) +
           "12:00:00.2 IP b.2 > a.1: Flags [P.], length 9: HTTP: HTTP/1.1 200 OK\n" +
           TcpdumpOf(Ip4Packet(AnswerHead("") + AnswerBySha256().Signed())),
       {&RequestByHmac(), &AnswerBySha256()},
       {kDump, kHttp}},
      {"TcpdumpOfGbk",
       TcpdumpOf(Ip6Packet(AnswerHead("") + ToGbk(AnswerOverGbk().Signed()))),
       {&AnswerOverGbk()},
       {kDump, kHttp}},
      {"TcpdumpOfBodyAlone", TcpdumpOf(Ip4Packet(AnswerBody().Signed())), {&AnswerBody()}, {kDump}},
      {"FileAsXxd", TcpdumpOf(RequestBody().Signed()), {&RequestBody()}, {kDump}},
      {"PowerShell", Utf16Of(Answer().Signed() + "\r\n"), {&Answer()}, {kUtf16}},
      {"PowerShellOfCurlTrace",
       Utf16Of(CurlTrace("", AnswerBySha256().Signed())),
       {&AnswerBySha256()},
       {kUtf16, kHttp}},
      {"LinesOfATerminal", Wrapped(RequestByHmac().Signed()), {&RequestByHmac()}, {kWraps}},
      {"LinesOfAPdf",
       Wrapped(Numbered(Pretty(AnswerBody())), 30),
       {&AnswerBody()},
       {kNumbers, kWraps, kSpace}},
  };
  return captures;
}

const std::vector<Paste>& Garbled() {
  static const auto& captures = *new std::vector<Paste>{
      {"Utf8TakenForGbk",
       TestGbk()->Decode(AnswerBody().Signed()).value(),
       {&AnswerBody()},
       {kForGbk}},
      {"Utf8TakenForLatin", AsLatin(RequestBody().Signed()), {&RequestBody()}, {kForLatin}},
      {"GbkTakenForLatinInALog",
       "INFO " + AsLatin(ToGbk(AnswerOverGbk().Signed())),
       {&AnswerOverGbk()},
       {kForLatin, kAround}},
  };
  return captures;
}

const std::vector<Paste>& Quoted() {
  static const auto& captures = *new std::vector<Paste>{
      {"Curly", Curly(Request()), {&Request()}, {kQuotes}},
      {"CurlyInGbk", ToGbk(Curly(AnswerOverGbk())), {&AnswerOverGbk()}, {kQuotes}},
      {"CurlyWithListNumbers",
       Numbered(absl::StrReplaceAll(Curly(RequestBody()), {{",“", ",\n“"}})),
       {&RequestBody()},
       {kNumbers, kQuotes, kSpace}},
      {"FullWidth", FullWidth(AnswerBody()), {&AnswerBody()}, {kQuotes}},
      {"FullWidthInALog",
       "收到“报文”：" + FullWidth(RequestByHmac()),
       {&RequestByHmac()},
       {kQuotes, kAround}},
      {"Single",
       absl::StrReplaceAll(RequestByHmac().Signed(), {{"\"", "'"}}),
       {&RequestByHmac()},
       {kQuotes}},
  };
  return captures;
}

const std::vector<Paste>& Named() {
  static const SignVector& spaced = *new SignVector(PythonSpaced(AnswerBody()));
  static const auto& captures = *new std::vector<Paste>{
      {"Sign", Renamed(Request(), "Sign"), {&Request()}, {kName}},
      {"UpperCaseSign", Renamed(AnswerBySha256(), "SIGN"), {&AnswerBySha256()}, {kName}},
      {"SignInGbk", ToGbk(Renamed(AnswerOverGbk(), "Sign")), {&AnswerOverGbk()}, {kName}},
      {"SignWhereTheBodyIsSigned", Renamed(AnswerBody(), "Sign"), {&AnswerBody()}, {kName}},
      {"ProgramsBlanks", Pretty(spaced), {&spaced}, {kPythonSpace}},
  };
  return captures;
}

INSTANTIATE_TEST_SUITE_P(AsTheyStand, Pastes, testing::ValuesIn(AsTheyStand()), NameOfPaste);
INSTANTIATE_TEST_SUITE_P(Listed, Pastes, testing::ValuesIn(Listed()), NameOfPaste);
INSTANTIATE_TEST_SUITE_P(Exchanges, Pastes, testing::ValuesIn(Exchanges()), NameOfPaste);
INSTANTIATE_TEST_SUITE_P(Logged, Pastes, testing::ValuesIn(Logged()), NameOfPaste);
INSTANTIATE_TEST_SUITE_P(CurlCommands, Pastes, testing::ValuesIn(CurlCommands()), NameOfPaste);
INSTANTIATE_TEST_SUITE_P(Encoded, Pastes, testing::ValuesIn(Encoded()), NameOfPaste);
INSTANTIATE_TEST_SUITE_P(Dumped, Pastes, testing::ValuesIn(Dumped()), NameOfPaste);
INSTANTIATE_TEST_SUITE_P(Garbled, Pastes, testing::ValuesIn(Garbled()), NameOfPaste);
INSTANTIATE_TEST_SUITE_P(Quoted, Pastes, testing::ValuesIn(Quoted()), NameOfPaste);
INSTANTIATE_TEST_SUITE_P(Named, Pastes, testing::ValuesIn(Named()), NameOfPaste);

// What somebody pasted who has to do something first.
struct Misfit {
  std::string name;
  std::string text;
  std::string key = kKey;
  std::string first_cause;
};

class Misfits : public testing::TestWithParam<Misfit> {};

TEST_P(Misfits, NameTheLikeliestCauseFirst) {
  const Misfit& misfit = GetParam();
  const auto findings = ExamineText(misfit.text, misfit.key);
  const std::vector<LikelyCause> causes =
      findings.ok() ? findings->front().diagnosis.causes : CausesOfNoMessage(misfit.text);
  ASSERT_FALSE(causes.empty());
  EXPECT_LE(causes.size(), 3u);
  EXPECT_THAT(causes.front().what, HasSubstr(misfit.first_cause));
  for (const LikelyCause& cause : causes) {
    EXPECT_NE(cause.ask, "") << cause.what;
    EXPECT_THAT(cause.what, Not(HasSubstr(misfit.key)));
  }
}

std::string WithSign(const std::string& sign) {
  return absl::StrReplaceAll(Request().Signed(), {{Request().sign, sign}});
}

std::vector<Misfit> AllMisfits() {
  const std::string signed_text = Request().Signed();
  return {
      {"OtherKey", signed_text, "0123secret", "the key of another merchant"},
      {"KeyOfTwoWords", signed_text, "two words", "it holds a blank"},
      {"Placeholder", ReadSample("samples/request.json"), kKey, "a placeholder"},
      {"PlaceholderOfThePage", Numbered(ReadSample("samples/response.json")), kKey,
       "a placeholder"},
      {"Sha1", WithSign(std::string(40, 'a')), kKey, "SHA-1"},
      {"Sha256OfAnotherKey", RequestByHmac().Signed(), "0123secret", "as SHA-256"},
      {"Sha512", WithSign(std::string(128, 'a')), kKey, "SHA-512"},
      {"Base64", WithSign("1B2M2Y8AsgTpgAmY7PhCfg=="), kKey, "Base64 of 16 bytes"},
      {"MaskedSign", WithSign("C1F6****************DEB87A"), kKey, "not hex digits alone"},
      {"MaskedText", absl::StrReplaceAll(signed_text, {{"66660000000000001", "6666***0001"}}), kKey,
       "Something masked"},
      {"LostCharacters", absl::StrReplaceAll(signed_text, {{"已与用户", "????"}}), kKey,
       "Characters were lost"},
      {"DotsOfTcpdump", absl::StrReplaceAll(signed_text, {{"已与用户沟通解决", "......"}}), kKey,
       "Something masked"},
      {"Pairs", "isspid=39493002&transaction_id=1&sign=" + Request().sign, kKey,
       "name=value pairs"},
      {"TextThatIsSigned", "a=1&b=2&key=K", kKey, "name=value pairs"},
      {"MapOfJava", "{isspid=39493002, sign=" + Request().sign + "}", kKey, "name=value pairs"},
      {"ALostByte", "log\n" + absl::StrReplaceAll(signed_text, {{"用户", "用\xE6\x88"}}), kKey,
       "Characters were lost"},
      {"NoSign", Request().message, kKey, "before it was signed"},
      {"NoMac", FormField("xml", ReadSample("samples/request.xml")), kKey, "no mac"},
      {"Cut", signed_text.substr(0, 100), kKey, "It was cut"},
      {"Page", "<html><head><title>502 Bad Gateway</title></head></html>", kKey, "a page of"},
      {"Encrypted", "9f8Kq2Lr0vXw==", kKey, "is not what travelled"},
  };
}

INSTANTIATE_TEST_SUITE_P(All, Misfits, testing::ValuesIn(AllMisfits()),
                         [](const auto& info) { return info.param.name; });

TEST(PasteDoctor, TakesAKeyAsItStandsFirst) {
  const std::string odd = "key=\"" + std::string(kKey) + "\"";
  const auto message =
      ReadSignedMessage(Request().message, config::v1::CHARSET_UNSPECIFIED, *TestGbk());
  SignVector vector = Request();
  vector.sign = ExpectedSign(message->front(), *Signature::Make({}, odd, TestGbk())).value();
  const auto findings = ExamineText(vector.Signed(), odd);
  EXPECT_TRUE(findings->front().diagnosis.fits);
  EXPECT_EQ(findings->front().key_liberty, "");
}

TEST(PasteDoctor, TakesTheLikelyKeyAndSaysSo) {
  const std::pair<std::string, std::string> rows[] = {
      {"\"" + std::string(kKey) + "\"", "its quotes"},
      {"“" + std::string(kKey) + "”", "its quotes"},
      {"key=" + std::string(kKey), "a name in front of it"},
      {"密钥：" + std::string(kKey), "a name in front of it"},
      {"KEY = '" + std::string(kKey) + "'", "a name in front of it, its quotes"},
      {std::string(kKey).insert(4, " "), "the blanks in it"},
      {std::string(kKey) + "\u00A0", "the blanks in it"},
  };
  for (const auto& [key, taken_off] : rows) {
    const auto findings = ExamineText(Curly(AnswerBody()), key);
    ASSERT_TRUE(findings.ok());
    EXPECT_TRUE(findings->front().diagnosis.fits) << key;
    EXPECT_EQ(findings->front().key_liberty, taken_off) << key;
    EXPECT_THAT(findings->front().liberties, ElementsAre(kQuotes));
  }
}

TEST(PasteDoctor, TakesTheBlanksOfAFormForBlanks) {
  const SignVector vector = PythonSpaced(RequestBody());
  const std::string form = absl::StrReplaceAll(Percent(vector.Signed()), {{"%20", "+"}});
  const auto findings = ExamineText(form);
  EXPECT_TRUE(findings->front().diagnosis.fits);
  EXPECT_THAT(findings->front().liberties, ElementsAre(kPlus));
}

TEST(PasteDoctor, TakesASignInMixedCase) {
  SignVector vector = Answer();
  vector.sign[vector.sign.find_first_of("ABCDEF")] ^= 0x20;
  const auto findings = ExamineText("log: " + vector.Signed());
  EXPECT_TRUE(findings->front().diagnosis.fits);
  EXPECT_NE(FindOpen(findings->front().diagnosis, "signature.hex_case"), nullptr);
}

TEST(PasteDoctor, LeavesTheCharsetOfAnAlteredTextOpen) {
  const auto gbk = ExamineText(ToGbk("log: " + AnswerOverGbk().Signed()));
  const OpenSetting* open = FindOpen(gbk->front().diagnosis, "wire.json_charset");
  ASSERT_NE(open, nullptr);
  EXPECT_THAT(open->values, ElementsAre("gbk", "utf8"));
  EXPECT_EQ(FindOpen(ExamineText(Answer().Signed())->front().diagnosis, "wire.json_charset"),
            nullptr);
}

TEST(PasteDoctor, SaysWhichMessageIsWhich) {
  const auto findings =
      ExamineText(CurlTrace(Request().Signed(), ReadSample("samples/response.json")));
  ASSERT_EQ(findings->size(), 2u);
  EXPECT_EQ(findings->front().kind, "request");
  EXPECT_TRUE(findings->front().diagnosis.fits);
  EXPECT_EQ(findings->back().kind, "answer");
  EXPECT_FALSE(findings->back().diagnosis.fits);
}

TEST(PasteDoctor, TellsOfAnAnswerWithoutSignBesideASignedRequest) {
  const auto findings = ExamineText(CurlTrace(Request().Signed(), Answer().message));
  ASSERT_EQ(findings->size(), 2u);
  EXPECT_TRUE(findings->front().diagnosis.fits);
  EXPECT_EQ(findings->back().kind, "answer");
  EXPECT_THAT(findings->back().diagnosis.causes.at(1).what, HasSubstr("does not sign"));
}

TEST(PasteDoctor, LeavesOutWhatWasWrittenBeforeItWasSigned) {
  const auto findings = ExamineText("to sign: " + Request().message +
                                    "\nsent: " + Request().Signed() + "\nheaders: {\"a\":\"b\"}");
  ASSERT_EQ(findings->size(), 1u);
  EXPECT_TRUE(findings->front().diagnosis.fits);
}

// A pasted text is never a reason to take a message for another one.
TEST(PasteDoctor, DoesNotFitWhatIsAnotherMessage) {
  for (const auto* captures :
       {&Listed(), &Exchanges(), &Logged(), &CurlCommands(), &Quoted(), &Named()}) {
    for (const Paste& capture : *captures) {
      if (capture.messages.front() == nullptr) continue;
      const auto findings =
          ExamineText(absl::StrReplaceAll(capture.text, {{"39493002", "39493003"}}));
      ASSERT_TRUE(findings.ok()) << capture.name;
      for (const Finding& finding : *findings) {
        EXPECT_FALSE(finding.diagnosis.fits) << capture.name;
      }
    }
  }
}

TEST(PasteDoctor, TakesNoForever) {
  for (const std::string& unit :
       {std::string("{"), std::string("{\"a\":"), std::string("\\\""), std::string("<?xml "),
        std::string("%7B"), std::string("“"), std::string("1. {\n"), std::string("curl -d '"),
        std::string("a=%7B ")}) {
    std::string text;
    while (text.size() < (100 << 10)) text += unit;
    EXPECT_FALSE(ExamineText(text).ok()) << unit;
  }
}

}  // namespace
}  // namespace imageco::complaintctl
