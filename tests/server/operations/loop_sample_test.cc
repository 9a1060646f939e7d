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

  // What the loop may look at to its end.
  int taken_ = 0;
  std::binary_semaphore stands_{0};
  std::binary_semaphore goes_on_{0};
  bridge::base::EpollLoop loop_;
  std::thread thread_;
};

TEST_F(LoopSampleTest, IsTakenOnTheLoopEachTime) {
  LoopSample<std::pair<int, std::thread::id>> sample(
      loop_, [this] { return std::make_pair(++taken_, std::this_thread::get_id()); },
      std::chrono::seconds(30));
  EXPECT_EQ(sample.Get(), std::make_pair(1, thread_.get_id()));
  EXPECT_EQ(sample.Get().first, 2);
}

TEST_F(LoopSampleTest, IsThatOfBeforeWhileTheLoopStandsStill) {
  LoopSample<int> patient(
      loop_, [this] { return ++taken_; }, std::chrono::milliseconds(20));
  while (patient.Get() == 0) continue;
  const int before = patient.Get();
  loop_.Post([this] {
    stands_.release();
    goes_on_.acquire();
  });
  stands_.acquire();
  EXPECT_EQ(patient.Get(), before);
  goes_on_.release();
}

}  // namespace
}  // namespace imageco::server
