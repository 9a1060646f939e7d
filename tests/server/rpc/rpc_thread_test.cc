#include "server/rpc/rpc_thread.h"

#include <atomic>
#include <memory>
#include <semaphore>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::server {
namespace {

using bridge::base::Callback;
using testing::ElementsAre;
using testing::SizeIs;

// A loop that is turned by hand, and only takes what is posted.
class LoopByHand final : public bridge::base::Loop {
 public:
  absl::Time Now() const override { return {}; }
  bridge::base::SteadyTime SteadyNow() const override { return {}; }
  TimerId RunAfter(absl::Duration, Callback) override { return 0; }
  void Cancel(TimerId) override {}

  void Post(Callback callback) override {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(callback));
    come_.release();
  }

  // Waits for what is posted and runs it; how often somebody posted.
  size_t Turn() {
    come_.acquire();
    std::vector<Callback> posted;
    {
      const std::lock_guard lock(mutex_);
      posted.swap(posted_);
    }
    for (size_t i = 1; i < posted.size(); ++i) come_.acquire();
    for (Callback& callback : posted) callback();
    return posted.size();
  }

 private:
  std::mutex mutex_;
  std::counting_semaphore<> come_{0};
  std::vector<Callback> posted_;
};

class RpcThreadTest : public testing::Test {
 protected:
  RpcThreadTest() {
    grpc::ServerBuilder builder;
    builder.RegisterAsyncGenericService(&service_);
    thread_.Use(builder.AddCompletionQueue());
    server_ = builder.BuildAndStart();
    EXPECT_TRUE(thread_.Start().ok());
  }
  ~RpcThreadTest() override { End(); }

  void End() {
    server_->Shutdown();
    thread_.End();
  }

  // Runs `work` on the RPC thread, and waits for it.
  void Run(Callback work) {
    std::binary_semaphore done(0);
    thread_.Post([&] {
      work();
      done.release();
    });
    done.acquire();
  }

  LoopByHand loop_;
  grpc::AsyncGenericService service_;
  RpcThread thread_{loop_};
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(RpcThreadTest, RunsOnOneThreadWhatAnyThreadPosts) {
  constexpr int kThreads = 4;
  constexpr int kEach = 2000;
  std::set<std::thread::id> ran_on;
  std::vector<std::vector<int>> ran(kThreads);
  std::vector<std::thread> posting;
  for (int i = 0; i < kThreads; ++i) {
    posting.emplace_back([&, i] {
      for (int j = 0; j < kEach; ++j) {
        thread_.Post([&, i, j] {
          ran_on.insert(std::this_thread::get_id());
          ran[i].push_back(j);
        });
      }
    });
  }
  for (std::thread& thread : posting) thread.join();
  Run([] {});
  EXPECT_THAT(ran_on, SizeIs(1));
  for (const std::vector<int>& each : ran) {
    EXPECT_THAT(each, SizeIs(kEach));
    EXPECT_TRUE(std::is_sorted(each.begin(), each.end()));
  }
}

TEST_F(RpcThreadTest, WakesTheLoopOnceForATurn) {
  std::vector<int> ran;
  Run([&] {
    for (int i = 0; i < 3; ++i) thread_.PostToLoop([&ran, i] { ran.push_back(i); });
  });
  EXPECT_EQ(loop_.Turn(), 1u);
  EXPECT_THAT(ran, ElementsAre(0, 1, 2));
}

TEST_F(RpcThreadTest, IsWokenOnceForATurnOfTheLoop) {
  std::vector<int> ran;
  loop_.Post([&] {
    for (int i = 0; i < 3; ++i) thread_.PostFromLoop([&ran, i] { ran.push_back(i); });
  });
  EXPECT_EQ(loop_.Turn(), 1u);
  EXPECT_EQ(loop_.Turn(), 1u) << "the hand-over, at the end of that turn";
  Run([] {});
  EXPECT_THAT(ran, ElementsAre(0, 1, 2));
}

TEST_F(RpcThreadTest, RunsNothingOnceItHasEnded) {
  End();
  std::atomic<bool> ran = false;
  thread_.Post([&ran] { ran = true; });
  EXPECT_FALSE(ran);
}

TEST_F(RpcThreadTest, EndsWhileOthersPost) {
  std::atomic<bool> goes_on = true;
  std::thread posting([&] {
    while (goes_on) thread_.Post([] {});
  });
  Run([] {});
  End();
  goes_on = false;
  posting.join();
}

}  // namespace
}  // namespace imageco::server
