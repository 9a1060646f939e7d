#include "server/operations/loop_sample.h"

#include <semaphore>
#include <thread>

#include <gtest/gtest.h>

#include "bridge/base/epoll_loop.h"

namespace imageco::server {
namespace {

class LoopSampleTest : public testing::Test {
 protected:
  LoopSampleTest() : thread_([this] { loop_.Run(); }) {}
  ~LoopSampleTest() override {
    loop_.Stop();
    thread_.join();
  }

  bridge::base::EpollLoop loop_;
  std::thread thread_;
};

TEST_F(LoopSampleTest, IsTakenOnTheLoopEachTime) {
  int taken = 0;
  LoopSample<std::pair<int, std::thread::id>> sample(
      loop_, [&taken] { return std::make_pair(++taken, std::this_thread::get_id()); },
      std::chrono::seconds(30));
  EXPECT_EQ(sample.Get(), std::make_pair(1, thread_.get_id()));
  EXPECT_EQ(sample.Get().first, 2);
}

TEST_F(LoopSampleTest, IsThatOfBeforeWhileTheLoopStandsStill) {
  int taken = 0;
  LoopSample<int> patient(
      loop_, [&taken] { return ++taken; }, std::chrono::milliseconds(20));
  while (patient.Get() == 0) continue;
  const int before = patient.Get();
  std::binary_semaphore stands(0);
  std::binary_semaphore goes_on(0);
  loop_.Post([&] {
    stands.release();
    goes_on.acquire();
  });
  stands.acquire();
  EXPECT_EQ(patient.Get(), before);
  goes_on.release();
}

}  // namespace
}  // namespace imageco::server
