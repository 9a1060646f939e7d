#include "bridge/gateway/http/socket_watches.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace imageco::bridge::gateway {
namespace {

// Descriptors that are ready to write at once.
class SocketWatchesTest : public testing::Test {
 protected:
  SocketWatchesTest()
      : watches_(loop_, [this](int fd, uint32_t events) {
          ready_.emplace_back(fd, events);
          if (ready_.size() == wanted_) loop_.Stop();
        }) {}
  ~SocketWatchesTest() override {
    for (const int fd : opened_) close(fd);
  }

  int Open() {
    opened_.push_back(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    return opened_.back();
  }

  // As libcurl does, without a word.
  void CloseSilently(int fd) {
    close(fd);
    std::erase(opened_, fd);
  }

  using Ready = std::vector<std::pair<int, uint32_t>>;
  // What became ready until there were so many, or for some milliseconds.
  Ready Run(size_t wanted) {
    ready_.clear();
    wanted_ = wanted;
    const auto timer = loop_.RunAfter(absl::Milliseconds(100), [this] { loop_.Stop(); });
    loop_.Run();
    loop_.Cancel(timer);
    return ready_;
  }

  base::EpollLoop loop_;
  SocketWatches watches_;

 private:
  size_t wanted_ = 0;
  Ready ready_;
  std::vector<int> opened_;
};

TEST_F(SocketWatchesTest, TellsWhatIsReady) {
  const int fd = Open();
  watches_.Set(fd, EPOLLOUT);
  EXPECT_EQ(Run(1), (Ready{{fd, EPOLLOUT}}));
}

TEST_F(SocketWatchesTest, WatchesForWhatWasSetLast) {
  const int fd = Open();
  watches_.Set(fd, EPOLLOUT);
  watches_.Set(fd, EPOLLIN);
  EXPECT_TRUE(Run(1).empty());
  watches_.Remove(fd);
  watches_.Set(fd, EPOLLOUT);
  EXPECT_EQ(Run(1), (Ready{{fd, EPOLLOUT}}));
}

TEST_F(SocketWatchesTest, RemovesWhatHasBeenClosed) {
  const int fd = Open();
  watches_.Set(fd, EPOLLOUT);
  CloseSilently(fd);
  watches_.Remove(fd);
  watches_.Remove(fd);
  EXPECT_TRUE(Run(1).empty());
}

TEST_F(SocketWatchesTest, SetsWhatHasBeenClosedAndOpenedAgain) {
  const int fd = Open();
  watches_.Set(fd, EPOLLOUT);
  CloseSilently(fd);
  ASSERT_EQ(Open(), fd);
  watches_.Set(fd, EPOLLOUT);
  EXPECT_EQ(Run(1), (Ready{{fd, EPOLLOUT}}));
}

// libcurl believes it watched, and asks for nothing.
TEST_F(SocketWatchesTest, WatchesANewSocketUnderAnOldNumber) {
  const int fd = Open();
  watches_.Set(fd, EPOLLOUT);
  CloseSilently(fd);
  ASSERT_EQ(Open(), fd);
  watches_.Opened(fd);
  EXPECT_EQ(Run(1), (Ready{{fd, EPOLLOUT}}));
}

TEST_F(SocketWatchesTest, LeavesANewSocketAloneThatIsNotAskedFor) {
  const int fd = Open();
  watches_.Opened(fd);
  EXPECT_TRUE(Run(1).empty());
  watches_.Set(fd, EPOLLOUT);
  watches_.Remove(fd);
  watches_.Opened(fd);
  EXPECT_TRUE(Run(1).empty());
}

TEST_F(SocketWatchesTest, RemovingLeavesAloneWhatIsAnothersByNow) {
  const int fd = Open();
  watches_.Set(fd, EPOLLOUT);
  CloseSilently(fd);
  ASSERT_EQ(Open(), fd);
  watches_.Remove(fd);
  EXPECT_TRUE(Run(1).empty());
  uint32_t anothers = 0;
  ASSERT_TRUE(loop_.Watch(fd, EPOLLOUT, [&](uint32_t events) {
    anothers = events;
    loop_.Stop();
  }));
  Run(1);
  EXPECT_EQ(anothers, uint32_t{EPOLLOUT});
}

// As where the connection of another multi handle, or of the database, came to have its number.
TEST_F(SocketWatchesTest, RemovingLeavesAloneWhatBecameAnothersBefore) {
  const int fd = Open();
  watches_.Set(fd, EPOLLOUT);
  CloseSilently(fd);
  ASSERT_EQ(Open(), fd);
  uint32_t anothers = 0;
  ASSERT_TRUE(loop_.Watch(fd, EPOLLOUT, [&](uint32_t events) {
    anothers = events;
    loop_.Stop();
  }));
  watches_.Remove(fd);
  Run(1);
  EXPECT_EQ(anothers, uint32_t{EPOLLOUT});
}

// epoll takes no regular file, as it takes nothing where it has no room.
TEST_F(SocketWatchesTest, LetsLibcurlLookForItselfWhereItCannotWatch) {
  const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  watches_.Set(fd, EPOLLIN);
  EXPECT_EQ(Run(3), (Ready{{fd, 0}, {fd, 0}, {fd, 0}}));
  watches_.Remove(fd);
  EXPECT_TRUE(Run(1).empty());
  close(fd);
}

TEST_F(SocketWatchesTest, WatchesAgainOnceThereIsRoom) {
  const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  watches_.Set(fd, EPOLLOUT);
  const int ready = Open();
  dup2(ready, fd);
  EXPECT_EQ(Run(2), (Ready{{fd, 0}, {fd, EPOLLOUT}}));
  close(fd);
}

}  // namespace
}  // namespace imageco::bridge::gateway
