#include "bridge/base/log_limit.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/log_writer.h"

namespace imageco::bridge::base {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::IsEmpty;

// A limit of three lines, and what it writes.
class LogLimitTest : public testing::Test {
 protected:
  LogLimitTest() { testing::internal::CaptureStderr(); }
  ~LogLimitTest() override { Written(); }

  // Until now. The next line goes where it went before the test.
  std::string Written() {
    if (was_read_) return "";
    was_read_ = true;
    return testing::internal::GetCapturedStderr();
  }
  int Admitted(int lines, LogLimit::Clock::time_point now) {
    int admitted = 0;
    for (int i = 0; i < lines; ++i) admitted += limit_.Admits(now) ? 1 : 0;
    return admitted;
  }

  const LogLimit::Clock::time_point start_ = LogLimit::Clock::now();
  LogLimit limit_{"chatter", 3};

 private:
  bool was_read_ = false;
};

TEST_F(LogLimitTest, AdmitsSoManyLinesASecond) {
  EXPECT_EQ(Admitted(5, start_), 3);
  EXPECT_EQ(Admitted(5, start_ + milliseconds(999)), 0);
  EXPECT_EQ(Admitted(5, start_ + milliseconds(1000)), 3);
  EXPECT_EQ(Admitted(2, start_ + milliseconds(5000)), 2);
}

TEST_F(LogLimitTest, TellsHowManyItLeftOutWithTheNextLine) {
  Admitted(10, start_);
  Admitted(1, start_ + milliseconds(1000));
  Admitted(1, start_ + milliseconds(2000));
  const std::string written = Written();
  EXPECT_THAT(written, HasSubstr(R"("severity":"WARNING")"));
  EXPECT_THAT(written, HasSubstr(R"("kind":"chatter","lines":7})"));
  EXPECT_EQ(written.find('\n'), written.size() - 1) << written;
}

TEST_F(LogLimitTest, TellsNothingWhereItLeftNothingOut) {
  Admitted(3, start_);
  Admitted(3, start_ + milliseconds(1000));
  limit_.TellLeftOut();
  EXPECT_THAT(Written(), IsEmpty());
}

TEST_F(LogLimitTest, TellsWithoutAnotherLineWhereAWriterRuns) {
  {
    const auto writer = LogWriter::Start();
    ASSERT_TRUE(writer.ok());
    Admitted(10, start_);
  }
  EXPECT_THAT(Written(), HasSubstr(R"("kind":"chatter","lines":7})"));
}

}  // namespace
}  // namespace imageco::bridge::base
