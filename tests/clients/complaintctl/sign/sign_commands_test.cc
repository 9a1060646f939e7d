#include "clients/complaintctl/sign/sign_commands.h"

#include <google/protobuf/text_format.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "bridge/gateway/codec/form.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/complaintctl/vectors.h"

namespace imageco::complaintctl {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Runs "sign ...", with the key in a file whose end has white space, and expects that nothing shows
// the key.
Ran RunSign(std::vector<std::string> arguments, const std::string& in = "") {
  const TestFile key("\xEF\xBB\xBF" + std::string(kKey) + " \r\n");
  arguments.insert(arguments.begin(), "sign");
  arguments.push_back("--key-file=" + key.path());
  Ran ran = RunCtl(arguments, in);
  EXPECT_THAT(ran.out, Not(HasSubstr(kKey)));
  EXPECT_THAT(ran.err, Not(HasSubstr(kKey)));
  return ran;
}

std::vector<std::string> WithFlags(std::vector<std::string> arguments, const SignVector& vector) {
  arguments.insert(arguments.end(), vector.flags.begin(), vector.flags.end());
  return arguments;
}

TEST(SignMake, MakesTheSignOfEveryVector) {
  for (const SignVector& vector : SignVectors()) {
    for (const std::string& message : {vector.message, vector.Signed(), ToGbk(vector.message)}) {
      const Ran ran = RunSign(WithFlags({"make", "-"}, vector), message);
      EXPECT_EQ(ran.out, vector.sign + "\n") << vector.name << ran.err;
      EXPECT_EQ(ran.exit, ExitCode::kOk) << vector.name;
    }
  }
}

TEST(SignMake, ReadsTheMessageFromAFile) {
  const SignVector& vector = SignVectors().front();
  const TestFile message(vector.message + "\n");
  EXPECT_EQ(RunSign({"make", message.path()}).out, vector.sign + "\n");
}

TEST(SignMake, TakesTheCharsetOfTheMessageThatItIsTold) {
  const Ran ran = RunSign({"make", "-", "--message-charset", "utf8"}, ToGbk(R"({"a":"好"})"));
  EXPECT_THAT(ran.err, HasSubstr("The message: is not in that charset"));
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST(SignMake, MakesTheMacOfTheBytesAsTheyAre) {
  // MD5 of the key, "\xFF\n" and the key again.
  const Ran ran = RunSign({"make", "-", "--mac"}, "\xFF\n");
  EXPECT_EQ(ran.out, "97745eb16c0a789c698e3d0615bb1302\n");
  EXPECT_NE(RunSign({"make", "-", "--mac"}, "\xFF").out, ran.out);
}

TEST(SignMake, SaysThatXmlHasAMacAlone) {
  const Ran ran = RunSign({"make", "-"}, ReadSample("samples/request.xml"));
  EXPECT_THAT(ran.err, HasSubstr("--mac"));
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST(SignMake, SaysThatATextCannotBeGbk) {
  const Ran ran = RunSign({"make", "-", "--charset", "gbk"}, R"({"a":"😀"})");
  EXPECT_EQ(ran.err, "The message: U+1F600 is not in GBK\n");
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST(SignMake, DoesNotMixMacAndScheme) {
  const Ran ran = RunSign({"make", "-", "--mac", "--hex", "upper"}, "x");
  EXPECT_THAT(ran.err, HasSubstr("--hex: does not go with --mac"));
  EXPECT_EQ(ran.exit, ExitCode::kUsage);
}

TEST(SignCheck, FitsEveryVectorByItsSchemeAlone) {
  const SignVector& other = FindVector("key prepended");
  for (const SignVector& vector : SignVectors()) {
    const Ran fits = RunSign(WithFlags({"check", "-"}, vector), vector.Signed());
    EXPECT_EQ(fits.out, "The sign fits.\n") << vector.name;
    EXPECT_EQ(fits.exit, ExitCode::kOk);
    if (vector.flags == other.flags) continue;
    const Ran misfits = RunSign(WithFlags({"check", "-"}, other), vector.Signed());
    EXPECT_THAT(misfits.out, HasSubstr("does not fit")) << vector.name;
    EXPECT_EQ(misfits.exit, ExitCode::kFailed);
  }
}

// What the server believes (tests/bridge/gateway/readable_answer_test.cc), the tool says that fits.
TEST(SignCheck, ReadsAMessageAsTheServerDoes) {
  const SignVector& vector = FindVector("sample response; sorted_pairs");
  const std::string page = vector.Signed();
  const std::string in_gbk = ToGbk(page);
  const std::string blanks = "\" " + vector.sign + "\\n\"";
  const std::string twice = "\"sign\":\"" + vector.sign + "\",";
  for (const std::string& bytes :
       {page, "\xEF\xBB\xBF" + page, page + "\r\n", in_gbk, "\xEF\xBB\xBF" + in_gbk,
        absl::StrReplaceAll(page, {{"\"" + vector.sign + "\"", blanks}}),
        absl::StrReplaceAll(page, {{vector.sign, absl::AsciiStrToLower(vector.sign)}}),
        absl::StrReplaceAll(page, {{"{\"response_type\"", "{" + twice + "\"response_type\""}})}) {
    EXPECT_EQ(RunSign({"check", "-"}, bytes).out, "The sign fits.\n") << bytes;
  }
}

TEST(SignCheck, ChecksTheMacOfAForm) {
  const std::string xml = ReadSample("samples/response.xml");
  std::string form;
  bridge::gateway::AppendFormField("xml", xml, form);
  const std::string mac = RunSign({"make", "-", "--mac"}, xml).out;
  EXPECT_EQ(RunSign({"check", "-"}, form + "&mac=" + mac).out, "The mac fits.\n");
  EXPECT_EQ(RunSign({"check", "-"}, form + "&mac=" + mac).exit, ExitCode::kOk);
  EXPECT_EQ(RunSign({"check", "-"}, form + "&mac=0" + mac).exit, ExitCode::kFailed);
}

TEST(SignCheck, SaysThatAMessageHasNoSign) {
  for (const std::string& message : {std::string("{}"), ReadSample("samples/request.xml")}) {
    const Ran ran = RunSign({"check", "-"}, message);
    EXPECT_EQ(ran.err, "The message: has no sign or mac of its own\n");
    EXPECT_EQ(ran.exit, ExitCode::kFailed);
  }
}

TEST(SignDoctor, PrintsLinesThatTheConfigurationTakes) {
  const Ran ran = RunSign({"doctor", "-"}, FindVector("hmac").Signed());
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(ran.err, IsEmpty());
  const size_t begin = ran.out.find("wire {");
  const std::string lines = ran.out.substr(begin, ran.out.find("\n\n", begin) - begin);
  bridge::config::v1::Merchant merchant;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(lines, &merchant)) << ran.out;
  EXPECT_EQ(merchant.signature().digest(), bridge::config::v1::DIGEST_HMAC_MD5);
  EXPECT_EQ(merchant.wire().format(), bridge::config::v1::FORMAT_JSON);
}

TEST(SignDoctor, SaysWhatAMessageCannotTellApart) {
  const Ran ran = RunSign({"doctor", "-"}, SignVectors().front().Signed());
  EXPECT_THAT(ran.out, EndsWith("\nThis message cannot tell apart, and above stands the first:\n"
                                "  signature.nested: json_text, skip, flatten; try an answer "
                                "with its result node\n"));
}

TEST(SignDoctor, SaysThatNothingFits) {
  const Ran ran = RunSign({"doctor", "-"}, ReadSample("samples/request.json"));
  EXPECT_THAT(ran.out,
              HasSubstr("No scheme fits.\nThe likeliest causes, in order, and what to do or to ask "
                        "the vendor:\n  1. The sign is a placeholder"));
  EXPECT_THAT(ran.out, HasSubstr("\n     Please send us one request"));
  EXPECT_THAT(ran.out, HasSubstr("\n     请提供一条测试环境"));
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST(SignDoctor, SaysThatAMessageCannotBeRead) {
  const Ran ran = RunSign({"doctor", "-"}, "{");
  EXPECT_THAT(ran.err, HasSubstr("The message: JSON: "));
  EXPECT_THAT(ran.out, HasSubstr("\n  1. It was cut"));
  EXPECT_EQ(ran.exit, ExitCode::kFailed);
}

TEST(SignDoctor, SaysWhatItTookOffThePastedText) {
  const std::string line = "2024-06-17 INFO send " + SignVectors().front().Signed() + " took 12 ms";
  const Ran ran = RunSign({"doctor", "-"}, line);
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(ran.out, testing::StartsWith("Not as it stands there. Taken off:\n"
                                           "  - what stands around it\n"
                                           "Fits. The lines for the merchant's configuration:\n"));
}

TEST(SignDoctor, TellsOfEveryMessageOfAPaste) {
  const std::string request = FindVector("sample request; sorted_pairs").Signed();
  const std::string answer = FindVector("sample response; sorted_pairs, key prepended").Signed();
  const Ran both = RunSign({"doctor", "-"}, request + "\n" + answer + "\n");
  EXPECT_EQ(both.exit, ExitCode::kOk);
  EXPECT_THAT(both.out, HasSubstr("Message 1 of 2 (request):\n"));
  EXPECT_THAT(both.out, HasSubstr("\nMessage 2 of 2 (answer):\n"));
  EXPECT_THAT(both.out, Not(HasSubstr("together")));
  const Ran same =
      RunSign({"doctor", "-"}, request + FindVector("sample response; sorted_pairs").Signed());
  EXPECT_THAT(same.out, HasSubstr("\nAll of them together:\nFits. "));
  const Ran one = RunSign({"doctor", "-"}, request + "\n" + ReadSample("samples/response.json"));
  EXPECT_THAT(one.out, HasSubstr("Fits."));
  EXPECT_THAT(one.out, HasSubstr("placeholder"));
  EXPECT_EQ(one.exit, ExitCode::kFailed);
}

TEST(SignDoctor, SaysWhatItTookOffTheKeyAndDoesNotShowIt) {
  const TestFile key("key=\"" + std::string(kKey) + "\"\n");
  const Ran ran =
      RunCtl({"sign", "doctor", "-", "--key-file", key.path()}, SignVectors().front().Signed());
  EXPECT_EQ(ran.exit, ExitCode::kOk);
  EXPECT_THAT(ran.out, testing::StartsWith("Not by the key file as it is, but without: a name in "
                                           "front of it, its quotes.\nMend the file"));
  EXPECT_THAT(ran.out, Not(HasSubstr(kKey)));
}

TEST(SignCommands, NameTheFlagAtFault) {
  for (const char* command : {"make", "check", "doctor"}) {
    const Ran ran = RunCtl({"sign", command, "-"}, "{}");
    EXPECT_THAT(ran.err, HasSubstr("--key-file: is missing")) << command;
    EXPECT_EQ(ran.exit, ExitCode::kUsage) << command;
    EXPECT_THAT(RunCtl({"sign", command}).err, HasSubstr("--key-file, FILE|-: are missing"));
  }
  EXPECT_THAT(RunCtl({"sign", "make", "-", "--key-file", TestFile(" \n").path()}, "{}").err,
              HasSubstr("--key-file: holds no key"));
  EXPECT_THAT(RunCtl({"sign", "make", "-", "--key-file", TestFile("a\nb").path()}, "{}").err,
              HasSubstr("--key-file: holds a second line"));
  EXPECT_THAT(RunCtl({"sign", "make", "-", "--key-file", "-"}, "{}").err,
              HasSubstr("--key-file: cannot be opened"));
  EXPECT_THAT(RunSign({"make", "/nowhere/at-all"}).err,
              HasSubstr("/nowhere/at-all: cannot be opened"));
  EXPECT_THAT(RunSign({"make", "-", "--message-charset", "big5"}, "{}").err,
              HasSubstr("--message-charset: wants one of utf8, gbk"));
}

}  // namespace
}  // namespace imageco::complaintctl
