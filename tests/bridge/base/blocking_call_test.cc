#include "bridge/base/blocking_call.h"

#include <atomic>
#include <latch>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "tests/exhaustion.h"

namespace imageco::bridge::base {
namespace {

using Abandoned = std::atomic<bool>;

class BlockingCallTest : public testing::Test {
 protected:
  std::unique_ptr<BlockingCall> Start(BlockingCall::Work work, Callback then) {
    auto call = BlockingCall::Start(loop_, std::move(work), std::move(then));
    EXPECT_TRUE(call.ok()) << call.status();
    return *std::move(call);
  }

  EpollLoop loop_;
};

TEST_F(BlockingCallTest, WorksElsewhereAndGoesOnOnTheLoop) {
  const auto worked = std::make_shared<std::thread::id>();
  std::thread::id then;
  const auto call = Start([worked](const Abandoned&) { *worked = std::this_thread::get_id(); },
                          [this, &then] {
                            then = std::this_thread::get_id();
                            loop_.Stop();
                          });
  loop_.Run();
  EXPECT_EQ(then, std::this_thread::get_id());
  EXPECT_NE(*worked, std::thread::id());
  EXPECT_NE(*worked, then);
}

TEST_F(BlockingCallTest, StopsNobodyWhileItBlocks) {
  const auto go_on = std::make_shared<std::latch>(1);
  bool ran = false;
  const auto call = Start([go_on](const Abandoned&) { go_on->wait(); }, [this] { loop_.Stop(); });
  loop_.RunAfter(absl::ZeroDuration(), [&] {
    ran = true;
    go_on->count_down();
  });
  loop_.Run();
  EXPECT_TRUE(ran);
}

TEST_F(BlockingCallTest, MayGoBeforeItsWorkIsDone) {
  const auto go_on = std::make_shared<std::latch>(1);
  const auto done = std::make_shared<std::latch>(1);
  bool then = false;
  auto call = Start(
      [go_on, done](const Abandoned&) {
        go_on->wait();
        done->count_down();
      },
      [&then] { then = true; });
  call.reset();
  go_on->count_down();
  done->wait();
  loop_.Stop();
  loop_.Run();
  EXPECT_FALSE(then);
}

TEST_F(BlockingCallTest, TellsItsWorkThatNobodyWaits) {
  const auto done = std::make_shared<std::latch>(1);
  auto call = Start(
      [done](const Abandoned& abandoned) {
        while (!abandoned) std::this_thread::yield();
        done->count_down();
      },
      [] {});
  call.reset();
  done->wait();
}

TEST_F(BlockingCallTest, MayGoWhenItIsHeard) {
  std::unique_ptr<BlockingCall> call;
  call = Start([](const Abandoned&) {},
               [&] {
                 call.reset();
                 loop_.Stop();
               });
  loop_.Run();
  EXPECT_EQ(call, nullptr);
}

TEST_F(BlockingCallTest, SaysThatTheSystemHasNoThreadOrNoDescriptorLeft) {
  const auto owned = std::make_shared<int>(1);
  const auto start = [this, owned] {
    return BlockingCall::Start(
        loop_, [owned](const Abandoned&) {}, [] {});
  };
  {
    const NoThreads none;
    EXPECT_TRUE(absl::IsResourceExhausted(start().status()));
  }
  {
    const FewDescriptors none(0);
    EXPECT_TRUE(absl::IsResourceExhausted(start().status()));
  }
  EXPECT_EQ(owned.use_count(), 2);  // here, and in `start`
  loop_.Stop();
  loop_.Run();
}

TEST_F(BlockingCallTest, LetsGoOfWhatItsWorkOwns) {
  const auto owned = std::make_shared<int>(1);
  const auto call = Start([owned](const Abandoned&) {}, [this] { loop_.Stop(); });
  loop_.Run();
  EXPECT_EQ(owned.use_count(), 1);
}

}  // namespace
}  // namespace imageco::bridge::base
