#include "bridge/base/log.h"

#include <unistd.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "absl/time/civil_time.h"

namespace imageco::bridge::base {
namespace {

absl::Time SomeTime() {
  return absl::FromCivil(absl::CivilSecond(2024, 2, 29, 23, 59, 58), absl::UTCTimeZone()) +
         absl::Milliseconds(7);
}

// The line's message as it stands in the line.
std::string FormatMessage(std::string_view message) {
  const std::string line = FormatLogLine(SomeTime(), Severity::kInfo, message, {});
  constexpr std::string_view kBefore = "\"message\":";
  const size_t start = line.find(kBefore) + kBefore.size();
  return line.substr(start, line.size() - start - std::string_view("}\n").size());
}

// What `write` puts on stderr, which is a pipe meanwhile.
template <typename Write>
std::string CaptureStderr(Write write) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const int saved = dup(STDERR_FILENO);
  dup2(ends[1], STDERR_FILENO);
  write();
  dup2(saved, STDERR_FILENO);
  close(saved);
  close(ends[1]);
  char text[4096];
  const ssize_t bytes = read(ends[0], text, sizeof(text));
  close(ends[0]);
  return std::string(text, bytes);
}

TEST(Log, FormatsOneJsonObjectALine) {
  const std::string isspid = "00001234";
  EXPECT_EQ(FormatLogLine(SomeTime(), Severity::kWarning, "reply settled",
                          {{"isspid", isspid}, {"attempt", 1}, {"state", "delivered"}}),
            "{\"time\":\"2024-02-29T23:59:58.007Z\",\"severity\":\"WARNING\","
            "\"message\":\"reply settled\",\"isspid\":\"00001234\",\"attempt\":1,"
            "\"state\":\"delivered\"}\n");
}

TEST(Log, NamesEachSeverity) {
  const auto has = [](Severity severity, const char* name) {
    return FormatLogLine(SomeTime(), severity, "", {}).find(name) != std::string::npos;
  };
  EXPECT_TRUE(has(Severity::kInfo, "\"INFO\""));
  EXPECT_TRUE(has(Severity::kWarning, "\"WARNING\""));
  EXPECT_TRUE(has(Severity::kError, "\"ERROR\""));
}

TEST(Log, WritesTheWholeRangeOfNumbers) {
  EXPECT_NE(FormatLogLine(SomeTime(), Severity::kInfo, "",
                          {{"least", std::numeric_limits<int64_t>::min()}})
                .find("\"least\":-9223372036854775808}"),
            std::string::npos);
}

TEST(Log, EscapesWhatJsonWantsEscaped) {
  EXPECT_EQ(FormatMessage("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(FormatMessage("\n\t\x01\x1f\x7f"), "\"\\u000a\\u0009\\u0001\\u001f\x7f\"");
  EXPECT_EQ(FormatMessage(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(Log, EscapesFieldNamesAndTexts) {
  EXPECT_NE(
      FormatLogLine(SomeTime(), Severity::kInfo, "", {{"a\"", "b\n"}}).find(R"(,"a\"":"b\u000a"})"),
      std::string::npos);
}

TEST(Log, KeepsUtf8) {
  EXPECT_EQ(FormatMessage("投诉 é 😀 \xF4\x8F\xBF\xBF"), "\"投诉 é 😀 \xF4\x8F\xBF\xBF\"");
}

TEST(Log, ReplacesEachByteThatIsNotUtf8) {
  const std::string one = R"(\ufffd)";
  EXPECT_EQ(FormatMessage("\xFF"), "\"" + one + "\"");
  EXPECT_EQ(FormatMessage("\x80x"), "\"" + one + "x\"");
  EXPECT_EQ(FormatMessage("\xC1\x80"), "\"" + one + one + "\"");            // overlong
  EXPECT_EQ(FormatMessage("\xE0\x9F\x80"), "\"" + one + one + one + "\"");  // overlong
  EXPECT_EQ(FormatMessage("\xED\xA0\x80"), "\"" + one + one + one + "\"");  // surrogate
  EXPECT_EQ(FormatMessage("\xF4\x90\x80\x80"), "\"" + one + one + one + one + "\"");
  EXPECT_EQ(FormatMessage("\xE6\x8A"), "\"" + one + one + "\"");  // cut off
}

TEST(Log, WritesToStderr) {
  const std::string written = CaptureStderr([] {
    Log(Severity::kError, "gateway rejected", {{"result_id", "1001"}});
  });
  EXPECT_TRUE(written.starts_with("{\"time\":\"20"));
  EXPECT_TRUE(written.ends_with("\"message\":\"gateway rejected\",\"result_id\":\"1001\"}\n"));
}

TEST(Log, LeavesOutWhatIsLessSevereThanWanted) {
  SetLogSeverityMin(Severity::kWarning);
  EXPECT_FALSE(IsLogged(Severity::kInfo));
  EXPECT_TRUE(IsLogged(Severity::kWarning));
  const std::string written = CaptureStderr([] {
    Log(Severity::kInfo, "left out");
    Log(Severity::kWarning, "kept");
  });
  SetLogSeverityMin(Severity::kInfo);
  EXPECT_EQ(written.find("left out"), std::string::npos);
  EXPECT_NE(written.find("kept"), std::string::npos);
}

}  // namespace
}  // namespace imageco::bridge::base
