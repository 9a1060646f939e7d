#include "server/operations/loop_watch.h"

#include <memory>
#include <semaphore>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "bridge/base/epoll_loop.h"
#include "tests/exhaustion.h"

namespace imageco::server {
namespace {

using bridge::base::EpollLoop;
using testing::ContainsRegex;
using testing::HasSubstr;

constexpr LoopWatchOptions kSoon = {.interval = std::chrono::milliseconds(5),
                                    .still_after = std::chrono::milliseconds(200)};
constexpr std::chrono::seconds kLoopPatience{30};

class LoopWatchTest : public testing::Test {
 protected:
  LoopWatchTest() : runs_([this] { loop_.Run(); }) {}
  ~LoopWatchTest() override {
    watch_.reset();
    loop_.Stop();
    runs_.join();
  }

  void Watch() { watch_ = *LoopWatch::Make(loop_, readiness_, kSoon); }

  // Until go_on_ is released.
  void StandStill() {
    loop_.Post([this] { go_on_.acquire(); });
  }

  void AwaitReady(bool ready) {
    const auto give_up = std::chrono::steady_clock::now() + kLoopPatience;
    while (readiness_.ready() != ready && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    ASSERT_EQ(readiness_.ready(), ready);
  }

  std::binary_semaphore go_on_{0};
  Readiness readiness_;
  EpollLoop loop_;
  std::thread runs_;
  std::unique_ptr<LoopWatch> watch_;
};

TEST_F(LoopWatchTest, SeesThatALoopStandsStillAndThatItTurnsAgain) {
  testing::internal::CaptureStderr();
  StandStill();
  Watch();
  AwaitReady(false);
  EXPECT_THAT(readiness_.Faults().at(0), HasSubstr("loop: has not turned for "));
  EXPECT_GE(watch_->lag(), kSoon.still_after);
  EXPECT_EQ(watch_->stalls(), 1u);
  go_on_.release();
  AwaitReady(true);
  watch_.reset();
  const std::string log = testing::internal::GetCapturedStderr();
  for (const char* const message : {"the loop stands still", "the loop turns again"}) {
    EXPECT_THAT(log, ContainsRegex(absl::StrCat("\"severity\":\"ERROR\",\"message\":\"", message,
                                                "\",\"milliseconds\":[1-9][0-9][0-9]")));
  }
}

TEST_F(LoopWatchTest, TellsHowLongTheLoopTookLast) {
  Watch();
  std::binary_semaphore turned(0);
  for (int i = 0; i < 3; ++i) {
    loop_.Post([&turned] { turned.release(); });
    turned.acquire();
  }
  EXPECT_GE(watch_->lag().count(), 0);
  EXPECT_TRUE(readiness_.ready());
}

TEST_F(LoopWatchTest, IsNotMadeWithoutAThread) {
  const NoThreads none;
  EXPECT_TRUE(absl::IsResourceExhausted(LoopWatch::Make(loop_, readiness_).status()));
}

TEST_F(LoopWatchTest, MayEndBeforeTheLoopTurns) {
  StandStill();
  Watch();
  AwaitReady(false);
  watch_.reset();
  go_on_.release();
}

}  // namespace
}  // namespace imageco::server
