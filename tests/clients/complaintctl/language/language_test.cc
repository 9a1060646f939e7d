#include "clients/complaintctl/language/language.h"

#include <nlohmann/json.hpp>
#include <set>

#include "clients/complaintctl/app.h"
#include "clients/complaintctl/call/advice.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/run.h"
#include "tests/clients/cpp/fake_bridge.h"

namespace imageco::complaintctl {
namespace {

using complaint::Fail;
using complaint::FakeBridge;
using complaint::FakeStatus;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

bool HasChinese(std::string_view text) { return ColumnsOf(text) < text.size(); }

// Runs it in Chinese, and goes back.
Ran RunInChinese(const std::vector<std::string>& arguments, const std::string& in = "") {
  Speak(Language::kChinese);
  Ran ran = RunCtl(arguments, in);
  Speak(Language::kEnglish);
  return ran;
}

std::multiset<std::string> PlacesIn(std::string_view text) {
  std::multiset<std::string> places;
  for (size_t i = text.find('$'); i != text.npos; i = text.find('$', i + 1)) {
    places.emplace(text.substr(i, 2));
  }
  for (size_t i = text.find("{0}"); i != text.npos; i = text.find("{0}", i + 1)) {
    places.emplace("{0}");
  }
  return places;
}

size_t NewlinesAround(std::string_view text) {
  return (text.starts_with('\n') ? 1 : 0) + (text.ends_with('\n') ? 2 : 0);
}

TEST(Catalogue, HasTheSamePlacesForValuesInBothLanguages) {
  for (const CatalogueRow& row : kCatalogue) {
    EXPECT_EQ(PlacesIn(row.english), PlacesIn(row.chinese)) << row.english;
    EXPECT_EQ(NewlinesAround(row.english), NewlinesAround(row.chinese)) << row.english;
  }
}

TEST(Catalogue, HasEachTextOnceAndInChinese) {
  std::set<std::string_view> seen;
  for (const CatalogueRow& row : kCatalogue) {
    EXPECT_TRUE(seen.insert(row.english).second) << row.english;
    EXPECT_TRUE(HasChinese(row.chinese)) << row.english;
  }
}

TEST(Catalogue, HasEveryAdvice) {
  for (int reason = 1; reason <= static_cast<int>(complaint::Reason::kReplyNotUnknown); ++reason) {
    const Advice* advice = FindAdvice(static_cast<complaint::Reason>(reason));
    ASSERT_NE(advice, nullptr) << reason;
    EXPECT_THAT(std::string(FindChinese(advice->text)), ::testing::Not(IsEmpty())) << advice->text;
  }
}

TEST(Catalogue, HasAllOfTheHelp) {
  Speak(Language::kChinese);
  const bridge::program::ProgramPage page = AppPage();
  Speak(Language::kEnglish);
  for (const auto& command : page.commands) {
    EXPECT_TRUE(HasChinese(command.summary)) << command.name;
    EXPECT_TRUE(command.details.empty() || HasChinese(command.details)) << command.name;
    for (const auto& flag : command.flags) {
      EXPECT_TRUE(HasChinese(flag.help)) << command.name << " --" << flag.name;
    }
  }
}

TEST(LanguageOf, IsThatOfTheFirstVariableThatIsSet) {
  EXPECT_EQ(LanguageOf(nullptr, nullptr, nullptr), Language::kEnglish);
  EXPECT_EQ(LanguageOf(nullptr, nullptr, "zh_CN.UTF-8"), Language::kChinese);
  EXPECT_EQ(LanguageOf(nullptr, "zh_CN.UTF-8", "en_US.UTF-8"), Language::kChinese);
  EXPECT_EQ(LanguageOf("C", "zh_CN.UTF-8", "zh_CN.UTF-8"), Language::kEnglish);
  EXPECT_EQ(LanguageOf("", "", "zh_CN.UTF-8"), Language::kChinese);
  EXPECT_EQ(LanguageOf("en_US.UTF-8", nullptr, "zh_CN.UTF-8"), Language::kEnglish);
}

TEST(LanguageOf, IsChineseWhereTheTerminalTakesUtf8) {
  for (const char* locale : {"zh", "zh_CN", "zh_CN.utf8", "zh_TW.UTF-8", "zh_CN.UTF-8@pinyin"}) {
    EXPECT_EQ(LanguageOf(nullptr, nullptr, locale), Language::kChinese) << locale;
  }
  for (const char* locale : {"zh_CN.GBK", "zh_CN.GB18030", "zh_CN.gb2312"}) {
    EXPECT_EQ(LanguageOf(nullptr, nullptr, locale), Language::kEnglish) << locale;
  }
}

TEST(Say, PutsValuesInTheirPlaces) {
  EXPECT_EQ(Say("it is $0: $1", "A", std::string("$0 B")), "it is A: $0 B");
  EXPECT_EQ(Say("is longer than $0 bytes", size_t{7}), "is longer than 7 bytes");
  Speak(Language::kChinese);
  EXPECT_EQ(Say("it is $0: $1", "A", "B"), "现在是 A：B");
  EXPECT_EQ(InLanguage("no text of ours"), "no text of ours");
  Speak(Language::kEnglish);
}

TEST(Padded, CountsAChineseCharacterAsTwoColumns) {
  EXPECT_EQ(ColumnsOf("流水号 x"), 8u);
  EXPECT_EQ(ColumnsOf("，"), 2u);
  EXPECT_EQ(Padded("流水号", 8), "流水号  ");
  EXPECT_EQ(Padded("流水号", 3), "流水号");
}

TEST(Chinese, TellsFailuresAndWhatToDo) {
  FakeBridge bridge;
  bridge.on_reply = [](const ReplyRequest&, ReplyResponse&) { return Fail("OUTCOME_UNKNOWN"); };
  const std::vector<std::string> arguments = {"reply",
                                              "--server",
                                              bridge.address(),
                                              "--transaction-id",
                                              "t1",
                                              "--complaint-id",
                                              "C",
                                              "--seller-account",
                                              "S",
                                              "--content",
                                              "您好"};
  const Ran people = RunInChinese(arguments);
  EXPECT_THAT(people.err, StartsWith("失败：OUTCOME_UNKNOWN (UNKNOWN)\n"));
  EXPECT_THAT(people.err, HasSubstr("\n  是否发出        可能\n"));
  EXPECT_THAT(people.err, HasSubstr("\n  流水号          t1\n"));
  EXPECT_THAT(people.err, HasSubstr("\n  怎么做          请用同一流水号再次请求"));
  EXPECT_EQ(people.exit, ExitCode::kOutcomeUnknown);
}

TEST(Chinese, LeavesWhatScriptsReadAsItIs) {
  FakeBridge bridge;
  bridge.on_reply = [](const ReplyRequest&, ReplyResponse&) { return Fail("OUTCOME_UNKNOWN"); };
  const std::vector<std::string> arguments = {"reply",
                                              "--server",
                                              bridge.address(),
                                              "--transaction-id",
                                              "t1",
                                              "--complaint-id",
                                              "C",
                                              "--seller-account",
                                              "S",
                                              "--content",
                                              "您好",
                                              "--output",
                                              "json"};
  const Ran chinese = RunInChinese(arguments);
  const Ran english = RunCtl(arguments);
  EXPECT_EQ(chinese.out, english.out);
  EXPECT_EQ(chinese.exit, english.exit);
  EXPECT_EQ(nlohmann::json::parse(chinese.out)["error"]["sent"], "perhaps");
}

TEST(Chinese, NamesTheFlagAtFault) {
  const Ran missing = RunInChinese({"reply"});
  EXPECT_EQ(missing.err,
            "complaintctl reply: --seller-account, --complaint-id, --content: 缺少这几项\n"
            "用法见 complaintctl reply --help\n");
  EXPECT_EQ(missing.exit, ExitCode::kUsage);
  EXPECT_THAT(RunInChinese({"get", "--nothing"}).err, HasSubstr("--nothing: 没有这个参数\n"));
  EXPECT_THAT(RunInChinese({"rely"}).err, StartsWith("complaintctl: rely: 没有这个命令\n"));
  EXPECT_THAT(RunInChinese({"get", "--transaction-id", "t", "--server", "http://x"}).err,
              HasSubstr("--server: 地址 \"http://x\" 是 URL：请给出 HOST:PORT\n"));
  EXPECT_THAT(RunInChinese({"get", "--transaction-id", "t", "--server", kNobody}).err,
              HasSubstr("没有连上投诉回复桥："));
}

TEST(Chinese, AsksTheVendorInChineseAlone) {
  const TestFile key("K");
  const Ran ran = RunInChinese({"sign", "doctor", "--key-file", key.path(), "-"},
                               R"({"response_type":"r","result":{"id":"0000"}})");
  EXPECT_THAT(ran.out, HasSubstr("应答报文是否总有签名？失败的应答是否也有？\n"));
  EXPECT_THAT(ran.out, ::testing::Not(HasSubstr("Are answers")));
}

}  // namespace
}  // namespace imageco::complaintctl
