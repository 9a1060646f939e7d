#include "bridge/base/log_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/exhaustion.h"

namespace imageco::bridge::base {
namespace {

using testing::HasSubstr;

// A pipe in the place of stderr, which is read when the test says so.
class LogWriterTest : public testing::Test {
 protected:
  LogWriterTest() : stderr_(dup(STDERR_FILENO)) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC | O_DIRECT), 0);  // a read takes what one write gave
    reader_ = ends[0];
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
  }
  ~LogWriterTest() override {
    GiveStderrBack();
    close(stderr_);
    close(reader_);
  }

  void Start(LogWriterOptions options = {}) {
    auto writer = LogWriter::Start(options);
    ASSERT_TRUE(writer.ok()) << writer.status();
    writer_ = *std::move(writer);
  }

  // From a thread of its own, until stderr is closed.
  std::vector<std::string> ReadAll(const std::function<void()>& meanwhile) {
    std::string text;
    std::thread reader([this, &text] {
      char bytes[4096];
      for (ssize_t length; (length = read(reader_, bytes, sizeof(bytes))) > 0;) {
        text.append(bytes, static_cast<size_t>(length));
        ++writes_;
      }
    });
    meanwhile();
    GiveStderrBack();
    reader.join();
    std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipEmpty());
    return lines;
  }

  void GiveStderrBack() { dup2(stderr_, STDERR_FILENO); }

  // After ReadAll.
  int writes() const { return writes_; }

  std::unique_ptr<LogWriter> writer_;

 private:
  int writes_ = 0;
  const int stderr_;
  int reader_ = -1;
};

int64_t NumberOf(const std::string& line) {
  constexpr std::string_view kMember = "\"number\":";
  const size_t at = line.find(kMember);
  return at == std::string::npos ? -1 : std::atoll(line.c_str() + at + kMember.size());
}

// How many lines say that they stand for such that were dropped.
int64_t ToldDropped(const std::vector<std::string>& lines) {
  constexpr std::string_view kMember = "\"lines\":";
  int64_t told = 0;
  for (const std::string& line : lines) {
    const size_t at = line.find(kMember);
    if (at != std::string::npos) told += std::atoll(line.c_str() + at + kMember.size());
  }
  return told;
}

TEST_F(LogWriterTest, WritesLinesInTheirOrderAndAllAtItsEnd) {
  const auto lines = ReadAll([this] {
    Start();
    for (int64_t i = 0; i < 5000; ++i) Log(Severity::kInfo, "line", {{"number", i}});
    writer_.reset();
  });
  ASSERT_EQ(lines.size(), 5000u);
  for (size_t i = 0; i < lines.size(); ++i) ASSERT_EQ(NumberOf(lines[i]), static_cast<int64_t>(i));
}

TEST_F(LogWriterTest, WritesTogetherWhatComesTogether) {
  constexpr int kLines = 1000;
  const std::vector<std::string> lines = ReadAll([this] {
    Start();
    for (int i = 0; i < kLines; ++i) Log(Severity::kInfo, "line", {{"number", int64_t{i}}});
    writer_.reset();
  });
  EXPECT_EQ(lines.size(), kLines);
  EXPECT_LT(writes(), kLines / 4);
}

TEST_F(LogWriterTest, WritesNothingTwiceAndLosesNothingOfManyThreads) {
  const auto lines = ReadAll([this] {
    Start();
    std::vector<std::thread> threads;
    for (int64_t thread = 0; thread < 4; ++thread) {
      threads.emplace_back([thread] {
        for (int64_t i = 0; i < 500; ++i)
          Log(Severity::kInfo, "line", {{"number", thread * 500 + i}});
      });
    }
    for (std::thread& thread : threads) thread.join();
    writer_.reset();
  });
  std::vector<int64_t> numbers;
  for (const std::string& line : lines) numbers.push_back(NumberOf(line));
  std::sort(numbers.begin(), numbers.end());
  ASSERT_EQ(numbers.size(), 2000u);
  for (int64_t i = 0; i < 2000; ++i) ASSERT_EQ(numbers[i], i);
}

// A pipe takes 64 KiB. What comes after waits, and then is dropped; what is kept, is not.
TEST_F(LogWriterTest, StopsNobodyWhereNobodyReadsAndTellsHowMuchWasDropped) {
  constexpr int64_t kLines = 5000;
  const uint64_t dropped_before = DroppedLogLines();
  Start({.bytes_max = 32 * 1024});
  for (int64_t i = 0; i < kLines; ++i) {
    Log(Severity::kInfo, "line", {{"number", i}});
    if (i % 100 == 0) Audit(Severity::kInfo, "kept", {{"name", "settlement"}});
  }
  const uint64_t dropped = DroppedLogLines() - dropped_before;
  EXPECT_GT(dropped, 0u);
  const auto lines = ReadAll([this] { writer_.reset(); });
  int64_t written = 0;
  int64_t kept = 0;
  for (const std::string& line : lines) {
    written += NumberOf(line) >= 0;
    kept += line.find("\"kept\"") != std::string::npos;
  }
  EXPECT_EQ(written + static_cast<int64_t>(dropped), kLines);
  EXPECT_EQ(kept, kLines / 100);
  EXPECT_EQ(ToldDropped(lines), static_cast<int64_t>(dropped));
}

TEST_F(LogWriterTest, EndsThoughNobodyReads) {
  Start({.end_max = absl::Milliseconds(50)});
  for (int i = 0; i < 5000; ++i) Log(Severity::kInfo, "line", {{"number", i}});
  writer_.reset();
}

TEST_F(LogWriterTest, WritesLongLinesWhole) {
  const std::string text(100'000, 'x');
  const auto lines = ReadAll([this, &text] {
    Start();
    Log(Severity::kInfo, "line", {{"text", text}});
    writer_.reset();
  });
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr(text));
}

// Its lines come from the writer's thread, and while the writer stays.
TEST_F(LogWriterTest, LogsLaterWhatIsToBeLoggedLater) {
  const auto lines = ReadAll([this] {
    Start();
    std::promise<void> was_called;
    LogLater(
        [&was_called] {
          Log(Severity::kInfo, "later");
          was_called.set_value();
        },
        std::chrono::milliseconds(1));
    was_called.get_future().wait();
    LogLater([] { Log(Severity::kInfo, "at the end"); }, std::chrono::hours(1));
    writer_.reset();
    LogLater([] { Log(Severity::kInfo, "never"); }, std::chrono::seconds(0));
  });
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr("\"later\""));
  EXPECT_THAT(lines[1], HasSubstr("\"at the end\""));
}

TEST_F(LogWriterTest, LeavesTheLinesAfterItToTheirWriters) {
  const auto lines = ReadAll([this] {
    Start();
    Log(Severity::kInfo, "during");
    writer_.reset();
    Log(Severity::kInfo, "after");
    Start();
    Log(Severity::kInfo, "during another");
    writer_.reset();
  });
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], HasSubstr("\"during\""));
  EXPECT_THAT(lines[1], HasSubstr("\"after\""));
  EXPECT_THAT(lines[2], HasSubstr("\"during another\""));
}

TEST_F(LogWriterTest, LeavesTheLinesToTheirWritersWhereTheSystemGivesNoThread) {
  const auto lines = ReadAll([] {
    const NoThreads none;
    EXPECT_TRUE(absl::IsResourceExhausted(LogWriter::Start().status()));
    Log(Severity::kInfo, "by its writer");
  });
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], HasSubstr("\"by its writer\""));
}

TEST_F(LogWriterTest, LosesWhatACloserOfStderrCannotTake) {
  Start();
  GiveStderrBack();
  close(STDERR_FILENO);
  Log(Severity::kInfo, "into nothing");
  writer_.reset();
  GiveStderrBack();
}

}  // namespace
}  // namespace imageco::bridge::base
