#include "bridge/base/epoll_loop.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/exhaustion.h"

namespace imageco::bridge::base {
namespace {

// A descriptor that is ready to read from the start.
class ReadyFd {
 public:
  ReadyFd() : fd_(eventfd(1, EFD_NONBLOCK)) {}
  ReadyFd(const ReadyFd&) = delete;
  ~ReadyFd() { close(fd_); }
  int get() const { return fd_; }

 private:
  const int fd_;
};

TEST(EpollLoop, RunsWhatIsPostedInOrder) {
  EpollLoop loop;
  std::vector<int> ran;
  loop.Post([&ran] { ran.push_back(1); });
  loop.Post([&] {
    ran.push_back(2);
    loop.Post([&] {
      ran.push_back(4);
      loop.Stop();
    });
  });
  loop.Post([&ran] { ran.push_back(3); });
  loop.Run();
  EXPECT_EQ(ran, (std::vector<int>{1, 2, 3, 4}));
}

TEST(EpollLoop, SaysThatTheSystemHasNoDescriptorLeft) {
  for (const rlim_t left : {0, 1, 2}) {
    const FewDescriptors few(left);
    const EpollLoop loop;
    EXPECT_EQ(loop.status().code(),
              left == 2 ? absl::StatusCode::kOk : absl::StatusCode::kResourceExhausted)
        << left;
  }
}

TEST(EpollLoop, RunsAllThatManyThreadsPostedBeforeStop) {
  constexpr int kThreads = 4;
  constexpr int kPosts = 5000;
  EpollLoop loop;
  int ran = 0;
  std::thread stopper([&] {
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        for (int post = 0; post < kPosts; ++post) loop.Post([&ran] { ++ran; });
      });
    }
    for (std::thread& thread : threads) thread.join();
    loop.Stop();
  });
  loop.Run();
  EXPECT_EQ(ran, kThreads * kPosts);
  stopper.join();
}

TEST(EpollLoop, WakesUpForEachPostFromElsewhere) {
  constexpr int kRounds = 2000;
  EpollLoop loop;
  std::thread runner([&loop] { loop.Run(); });
  for (int round = 0; round < kRounds; ++round) {
    std::atomic<bool> ran = false;
    loop.Post([&ran] {
      ran = true;
      ran.notify_one();
    });
    ran.wait(false);
  }
  loop.Stop();
  runner.join();
}

TEST(EpollLoop, MayBeDestroyedAsSoonAsAStopFromElsewhereEndsIt) {
  for (int round = 0; round < 200; ++round) {
    std::thread stopper;
    {
      EpollLoop loop;
      stopper = std::thread([&loop] { loop.Stop(); });
      loop.Run();
    }
    stopper.join();
  }
}

TEST(EpollLoop, RunsAgainAfterAStop) {
  EpollLoop loop;
  int ran = 0;
  for (int round = 0; round < 2; ++round) {
    loop.Post([&ran] { ++ran; });
    loop.Stop();
    loop.Run();
  }
  EXPECT_EQ(ran, 2);
}

TEST(EpollLoop, TellsTheTimeOfTheWall) {
  const EpollLoop loop;
  const absl::Time before = absl::Now();
  const absl::Time now = loop.Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());
}

TEST(EpollLoop, RunsATimerNotBeforeItsDelay) {
  EpollLoop loop;
  const auto start = std::chrono::steady_clock::now();
  loop.RunAfter(absl::Milliseconds(5), [&loop] { loop.Stop(); });
  loop.Run();
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(5));
}

TEST(EpollLoop, RunsTheShorterDelayFirst) {
  EpollLoop loop;
  std::vector<int> ran;
  loop.RunAfter(absl::Milliseconds(2), [&] {
    ran.push_back(2);
    loop.Stop();
  });
  loop.RunAfter(absl::ZeroDuration(), [&ran] { ran.push_back(1); });
  loop.Run();
  EXPECT_EQ(ran, (std::vector<int>{1, 2}));
}

TEST(EpollLoop, TakesDelaysBeyondAllClocks) {
  EpollLoop loop;
  bool ran = false;
  loop.RunAfter(absl::InfiniteDuration(), [&ran] { ran = true; });
  loop.RunAfter(-absl::InfiniteDuration(), [&loop] { loop.Stop(); });
  loop.Run();
  EXPECT_FALSE(ran);
}

TEST(EpollLoop, NeverRunsACancelledTimer) {
  EpollLoop loop;
  bool ran = false;
  const auto id = loop.RunAfter(absl::ZeroDuration(), [&ran] { ran = true; });
  loop.Cancel(id);
  loop.RunAfter(absl::Milliseconds(1), [&loop] { loop.Stop(); });
  loop.Run();
  EXPECT_FALSE(ran);
}

TEST(EpollLoop, TellsWhatAWatchedFdIsReadyFor) {
  EpollLoop loop;
  const ReadyFd fd;
  uint32_t ready = 0;
  ASSERT_TRUE(loop.Watch(fd.get(), EPOLLIN | EPOLLOUT, [&](uint32_t events) {
    ready = events;
    loop.Stop();
  }));
  loop.Run();
  EXPECT_EQ(ready, uint32_t{EPOLLIN | EPOLLOUT});
}

TEST(EpollLoop, WatchesForOtherEventsAfterRewatch) {
  EpollLoop loop;
  const ReadyFd fd;
  std::vector<uint32_t> ready;
  ASSERT_TRUE(loop.Watch(fd.get(), EPOLLIN, [&](uint32_t events) {
    ready.push_back(events);
    EXPECT_TRUE(loop.Rewatch(fd.get(), EPOLLOUT));
    if (ready.size() == 2) loop.Stop();
  }));
  loop.Run();
  EXPECT_EQ(ready, (std::vector<uint32_t>{EPOLLIN, EPOLLOUT}));
}

TEST(EpollLoop, LetsACallbackUnwatchItself) {
  EpollLoop loop;
  const ReadyFd fd;
  int calls = 0;
  auto owned = std::make_unique<int>(7);
  ASSERT_TRUE(loop.Watch(fd.get(), EPOLLIN, [&, owned = std::move(owned)](uint32_t) {
    loop.Unwatch(fd.get());
    calls += *owned == 7 ? 1 : 100;  // still there
    loop.RunAfter(absl::Milliseconds(1), [&loop] { loop.Stop(); });
  }));
  loop.Run();
  EXPECT_EQ(calls, 1);
}

TEST(EpollLoop, LetsACallbackUnwatchAnotherFdOfTheSameBatch) {
  EpollLoop loop;
  const ReadyFd fds[2];
  std::vector<int> called;
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(loop.Watch(fds[i].get(), EPOLLIN, [&, i](uint32_t) {
      called.push_back(i);
      loop.Unwatch(fds[1 - i].get());
      loop.Stop();
    }));
  }
  loop.Run();
  EXPECT_EQ(called.size(), 1u);
}

TEST(EpollLoop, DoesNotTakeANewFdForTheClosedOneOfTheSameBatch) {
  EpollLoop loop;
  const ReadyFd fds[2];
  std::vector<int> called;
  const ReadyFd not_ready;
  uint64_t count;
  ASSERT_EQ(read(not_ready.get(), &count, sizeof(count)), ssize_t{sizeof(count)});
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(loop.Watch(fds[i].get(), EPOLLIN, [&, i](uint32_t) {
      called.push_back(i);
      const int other = fds[1 - i].get();
      loop.Unwatch(other);
      dup2(not_ready.get(), other);  // the number now means something else
      EXPECT_TRUE(loop.Watch(other, EPOLLIN, [&called](uint32_t) { called.push_back(-1); }));
      loop.Unwatch(fds[i].get());
      loop.RunAfter(absl::Milliseconds(1), [&loop] { loop.Stop(); });
    }));
  }
  loop.Run();
  ASSERT_EQ(called.size(), 1u);
  EXPECT_NE(called[0], -1);
}

TEST(EpollLoop, IgnoresAnFdThatIsNotWatched) {
  EpollLoop loop;
  const ReadyFd fd;
  loop.Unwatch(fd.get());
}

TEST(EpollLoop, LeavesAnotherOwnersWatchAlone) {
  EpollLoop loop;
  const ReadyFd fd;
  const int before = 0;
  const int now = 0;
  int called = 0;
  ASSERT_TRUE(loop.Watch(
      fd.get(), EPOLLIN, [](uint32_t) { FAIL(); }, &before));
  ASSERT_TRUE(loop.Watch(
      fd.get(), EPOLLIN,
      [&](uint32_t) {
        ++called;
        loop.Stop();
      },
      &now));
  EXPECT_FALSE(loop.Rewatch(fd.get(), EPOLLOUT, &before));
  EXPECT_FALSE(loop.Rewatch(fd.get(), EPOLLOUT));
  loop.Unwatch(fd.get(), &before);
  loop.Unwatch(fd.get());
  EXPECT_TRUE(loop.Rewatch(fd.get(), EPOLLIN, &now));
  loop.Run();
  EXPECT_EQ(called, 1);
}

TEST(EpollLoop, GoesOnWhereAWatchedFdWasClosed) {
  EpollLoop loop;
  const int closed = eventfd(1, EFD_NONBLOCK);
  ASSERT_TRUE(loop.Watch(closed, EPOLLIN, [](uint32_t) { FAIL(); }));
  close(closed);
  EXPECT_FALSE(loop.Rewatch(closed, EPOLLIN | EPOLLOUT));
  loop.Unwatch(closed);
  loop.RunAfter(absl::Milliseconds(1), [&loop] { loop.Stop(); });
  loop.Run();
}

TEST(EpollLoop, WatchesAnFdTwiceByTheLaterCallbackAlone) {
  EpollLoop loop;
  const ReadyFd fd;
  int later = 0;
  ASSERT_TRUE(loop.Watch(fd.get(), EPOLLIN, [](uint32_t) { FAIL(); }));
  ASSERT_TRUE(loop.Watch(fd.get(), EPOLLIN, [&](uint32_t) {
    ++later;
    loop.Stop();
  }));
  loop.Run();
  EXPECT_EQ(later, 1);
}

TEST(EpollLoop, LetsACallbackPutAnotherInItsPlace) {
  EpollLoop loop;
  const ReadyFd fd;
  std::vector<int> called;
  auto owned = std::make_unique<int>(1);
  ASSERT_TRUE(loop.Watch(fd.get(), EPOLLIN, [&, owned = std::move(owned)](uint32_t) {
    EXPECT_TRUE(loop.Watch(fd.get(), EPOLLIN, [&](uint32_t) {
      called.push_back(2);
      loop.Stop();
    }));
    called.push_back(*owned);
  }));
  loop.Run();
  EXPECT_EQ(called, (std::vector<int>{1, 2}));
}

TEST(EpollLoop, SaysWhatItCannotWatch) {
  EpollLoop loop;
  const int file = open("/proc/self/exe", O_RDONLY);
  EXPECT_FALSE(loop.Watch(file, EPOLLIN, [](uint32_t) { FAIL(); }));
  EXPECT_FALSE(loop.Rewatch(file, EPOLLIN));
  close(file);
  EXPECT_FALSE(loop.Watch(file, EPOLLIN, [](uint32_t) { FAIL(); }));
  EXPECT_FALSE(loop.Watch(-1, EPOLLIN, [](uint32_t) { FAIL(); }));
  loop.Unwatch(file);
}

TEST(EpollLoop, DropsWhatHasNotRunWhenDestroyed) {
  const auto token = std::make_shared<int>();
  const ReadyFd fd;
  {
    EpollLoop loop;
    loop.Post([token] { FAIL(); });
    loop.RunAfter(absl::ZeroDuration(), [token] { FAIL(); });
    ASSERT_TRUE(loop.Watch(fd.get(), EPOLLIN, [token](uint32_t) { FAIL(); }));
    EXPECT_EQ(token.use_count(), 4);
  }
  EXPECT_EQ(token.use_count(), 1);
}

// Ends with 0 where `check` is true in a process whose machine was suspended for `seconds`, as far
// as it can tell; with 2 where this system makes none.
template <typename Check>
int ExitAfterSuspension(int seconds, Check check) {
  const auto wait = [](pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  };
  const pid_t parent = fork();
  if (parent != 0) return wait(parent);
  constexpr int kNewTimeNamespace = 0x80;  // CLONE_NEWTIME: for the children
  if (unshare(kNewTimeNamespace) != 0 && unshare(CLONE_NEWUSER | kNewTimeNamespace) != 0) _exit(2);
  std::ofstream("/proc/self/timens_offsets") << "boottime " << seconds << " 0" << std::flush;
  const pid_t child = fork();
  if (child != 0) _exit(wait(child));
  _exit(check() ? 0 : 1);
}

TEST(EpollLoop, CountsTheTimeForWhichTheMachineWasSuspended) {
  EpollLoop loop;
  const SteadyTime before = loop.SteadyNow();
  const int code = ExitAfterSuspension(
      1000, [&] { return loop.SteadyNow() - before >= std::chrono::seconds(1000); });
  if (code == 2) GTEST_SKIP() << "this system lets nobody change the time of a process";
  EXPECT_EQ(code, 0);
}

TEST(EpollLoop, TellsATimeThatNobodySets) {
  const EpollLoop loop;
  const SteadyTime first = loop.SteadyNow();
  timespec since_boot = {};
  clock_gettime(CLOCK_BOOTTIME, &since_boot);
  const SteadyTime second(std::chrono::seconds(since_boot.tv_sec) +
                          std::chrono::nanoseconds(since_boot.tv_nsec));
  EXPECT_LE(first, second);
  EXPECT_LE(second, loop.SteadyNow());
}

// More than one turn can read, before a timer that is long due.
TEST(EpollLoop, ReadsAllThatArrivedWhileItStoodStillBeforeItLooksAtItsTimers) {
  constexpr int kBytes = 100;
  EpollLoop loop;
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  int bytes = 0;
  ASSERT_TRUE(loop.Watch(ends[0], EPOLLIN, [&](uint32_t) {
    char byte;
    bytes += static_cast<int>(read(ends[0], &byte, 1));
  }));
  int bytes_when_due = -1;
  loop.RunAfter(absl::Milliseconds(1), [&] {
    bytes_when_due = bytes;
    loop.Stop();
  });
  loop.Post([&] {
    ASSERT_EQ(write(ends[1], std::string(kBytes, 'x').data(), kBytes), kBytes);
    absl::SleepFor(absl::Milliseconds(100));
  });
  loop.Run();
  EXPECT_EQ(bytes_when_due, kBytes);
  close(ends[0]);
  close(ends[1]);
}

TEST(EpollLoop, LooksAtItsTimersThoughThereIsAlwaysMoreToRead) {
  EpollLoop loop;
  ReadyFd ready;
  ASSERT_TRUE(loop.Watch(ready.get(), EPOLLIN, [](uint32_t) {}));
  loop.RunAfter(absl::Milliseconds(1), [&loop] { loop.Stop(); });
  loop.Post([] { absl::SleepFor(absl::Milliseconds(100)); });
  loop.Run();
}

}  // namespace
}  // namespace imageco::bridge::base
