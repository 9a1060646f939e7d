#include "server/listener/connections.h"

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/listener/descriptors.h"
#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::base::OwnedFd;
using testing::HasSubstr;

constexpr std::chrono::seconds kConnectionsPatience{30};

template <typename Condition>
void AwaitThat(Condition holds) {
  const auto give_up = std::chrono::steady_clock::now() + kConnectionsPatience;
  while (!holds() && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  ASSERT_TRUE(holds());
}

// Serves a connection by keeping it.
class ConnectionsTest : public testing::Test {
 protected:
  void Listen(size_t connections_max, const std::string& address = "127.0.0.1:0") {
    auto sockets = ListenOn(address);
    ASSERT_TRUE(sockets.ok()) << sockets.status();
    where_ = sockets->front().reached_at(where_bytes_);
    auto connections = Connections::Make(*std::move(sockets), connections_max, calls_, allowance_,
                                         [this](int, OwnedFd connection) {
                                           serve_(connection);
                                           const std::lock_guard lock(mutex_);
                                           served_.push_back(std::move(connection));
                                           served_one_.notify_all();
                                         });
    ASSERT_TRUE(connections.ok()) << connections.status();
    connections_ = *std::move(connections);
  }

  OwnedFd Connect() const {
    OwnedFd fd(socket(where_.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&where_), where_bytes_) != 0) return {};
    return fd;
  }

  // As gRPC closes one.
  void CloseServed(size_t i) {
    const std::unique_lock lock = AwaitServed(i);
    shutdown(served_[i].get(), SHUT_RDWR);
    served_[i] = OwnedFd();
  }

  std::string ServedPeer(size_t i) {
    const std::unique_lock lock = AwaitServed(i);
    return PeerName(served_[i].get());
  }

  void AwaitOpen(size_t open) {
    AwaitThat([this, open] { return connections_->open() == open; });
  }

  // Whether the other side has closed it; waits for that, or for a byte.
  static bool IsClosed(const OwnedFd& connection) {
    char byte = 0;
    return recv(connection.get(), &byte, 1, 0) <= 0;
  }

  std::unique_lock<std::mutex> AwaitServed(size_t i) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(
        served_one_.wait_for(lock, kConnectionsPatience, [this, i] { return served_.size() > i; }));
    return lock;
  }

  sockaddr_storage where_ = {};
  socklen_t where_bytes_ = 0;
  std::mutex mutex_;
  std::condition_variable served_one_;
  std::vector<OwnedFd> served_;  // guarded by mutex_
  std::function<void(const OwnedFd&)> serve_ = [](const OwnedFd&) {};
  ConnectionCalls calls_{2};
  Connections::Allowance allowance_ = {.bytes = 1000,
                                       .bytes_per_second = 0,
                                       .bytes_per_call = 1000,
                                       .interval = absl::Milliseconds(1)};
  std::unique_ptr<Connections> connections_;
};

TEST_F(ConnectionsTest, CountsThoseThatAreOpen) {
  Listen(10);
  OwnedFd first = Connect();
  OwnedFd second = Connect();
  AwaitOpen(2);
  EXPECT_EQ(connections_->accepted(), 2u);
  CloseServed(0);
  AwaitOpen(1);
  EXPECT_TRUE(IsClosed(first));
  CloseServed(1);
  AwaitOpen(0);
}

TEST_F(ConnectionsTest, CountsOneThatThePeerResets) {
  Listen(10);
  OwnedFd client = Connect();
  AwaitOpen(1);
  const linger reset = {1, 0};
  setsockopt(client.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
  client = OwnedFd();
  AwaitOpen(0);
}

TEST_F(ConnectionsTest, GoesOnWithOneOfWhichThePeerHasClosedAHalf) {
  Listen(10);
  const OwnedFd client = Connect();
  AwaitOpen(1);
  shutdown(client.get(), SHUT_WR);
  const OwnedFd other = Connect();
  AwaitOpen(2);
  CloseServed(0);
  AwaitOpen(1);
}

TEST_F(ConnectionsTest, ClosesOneBeyondTheLimitAtOnce) {
  testing::internal::CaptureStderr();
  Listen(2);
  const OwnedFd first = Connect();
  const OwnedFd second = Connect();
  EXPECT_TRUE(IsClosed(Connect()));
  EXPECT_TRUE(IsClosed(Connect()));
  EXPECT_EQ(connections_->refused(), 2u);
  EXPECT_EQ(connections_->open(), 2u);
  CloseServed(0);
  AwaitOpen(1);
  const OwnedFd next = Connect();
  AwaitOpen(2);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("callers are turned away: too many connections"));
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << "once until there is room";
}

TEST_F(ConnectionsTest, AcceptsAgainOnceThereAreDescriptors) {
  testing::internal::CaptureStderr();
  Listen(1000);
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit before = limit;
  const OwnedFd client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const OwnedFd late(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  // A new one would be above it.
  limit.rlim_cur = static_cast<rlim_t>(late.get()) + 1;
  setrlimit(RLIMIT_NOFILE, &limit);
  for (const OwnedFd* fd : {&client, &late}) {
    ASSERT_EQ(connect(fd->get(), reinterpret_cast<const sockaddr*>(&where_), where_bytes_), 0);
  }
  AwaitThat([this] { return connections_->pauses() > 1; });
  EXPECT_EQ(connections_->open(), 0u);
  setrlimit(RLIMIT_NOFILE, &before);
  AwaitThat([this] { return connections_->open() == 2; });
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("no connection can be accepted for now"));
  EXPECT_THAT(log, HasSubstr("connections are accepted again"));
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 2) << "whatever number of pauses";
  const OwnedFd another = Connect();
  AwaitThat([this] { return connections_->accepted() == 3; });
}

TEST_F(ConnectionsTest, ListensNoMoreOnceToldAndServesWhatIsOpen) {
  Listen(10);
  const OwnedFd client = Connect();
  AwaitOpen(1);
  connections_->StopListening();
  EXPECT_FALSE(Connect());
  EXPECT_EQ(connections_->open(), 1u);
  CloseServed(0);
  AwaitOpen(0);
  connections_->StopListening();
}

TEST_F(ConnectionsTest, ServesManyAtATime) {
  Listen(2000);
  std::vector<OwnedFd> clients;
  for (int i = 0; i < 300; ++i) clients.push_back(Connect());
  AwaitOpen(300);
  for (size_t i = 0; i < 300; ++i) CloseServed(i);
  AwaitOpen(0);
}

TEST_F(ConnectionsTest, ServesAUnixSocket) {
  const TestFolder folder;
  Listen(1, "unix:" + (folder.path() / "socket").string());
  {
    const OwnedFd client = Connect();
    AwaitOpen(1);
    EXPECT_TRUE(IsClosed(Connect()));
  }
  AwaitOpen(0);
}

TEST_F(ConnectionsTest, CutsOneThatSaysMuchAndCallsLittle) {
  Listen(10);
  const OwnedFd quiet = Connect();
  const OwnedFd loud = Connect();
  AwaitOpen(2);
  const std::string bytes(1001, 'x');
  EXPECT_EQ(send(quiet.get(), bytes.data(), 1000, MSG_NOSIGNAL), 1000);
  EXPECT_EQ(send(loud.get(), bytes.data(), 1001, MSG_NOSIGNAL), 1001);
  EXPECT_TRUE(IsClosed(loud));
  EXPECT_EQ(connections_->cut(), 1u);
  AwaitOpen(1);
}

// As gRPC does with whoever says something without end.
TEST_F(ConnectionsTest, CutsOneThatKeepsItsServer) {
  serve_ = [](const OwnedFd& connection) {
    while (!IsClosed(connection)) continue;
  };
  Listen(10);
  const OwnedFd first = Connect();
  const OwnedFd second = Connect();
  AwaitOpen(2);
  const std::string bytes(1001, 'x');
  EXPECT_EQ(send(second.get(), bytes.data(), 1001, MSG_NOSIGNAL), 1001);
  EXPECT_TRUE(IsClosed(second));
  EXPECT_EQ(connections_->cut(), 1u);
  shutdown(first.get(), SHUT_WR);
  AwaitOpen(1);
}

TEST_F(ConnectionsTest, AllowsOneAsMuchAsItsCallsMayNeed) {
  Listen(10);
  const OwnedFd client = Connect();
  AwaitOpen(1);
  calls_.Begin(ServedPeer(0));
  const std::string bytes(2001, 'x');
  EXPECT_EQ(send(client.get(), bytes.data(), 2000, MSG_NOSIGNAL), 2000);
  const OwnedFd loud = Connect();
  EXPECT_EQ(send(loud.get(), bytes.data(), 2000, MSG_NOSIGNAL), 2000);
  EXPECT_TRUE(IsClosed(loud)) << "looked at after the other";
  EXPECT_EQ(connections_->cut(), 1u);
  EXPECT_EQ(send(client.get(), bytes.data(), 1, MSG_NOSIGNAL), 1);
  EXPECT_TRUE(IsClosed(client));
}

TEST_F(ConnectionsTest, CutsOneThatHeedsNoLimitAndNoOther) {
  Listen(10);
  const OwnedFd heedful = Connect();
  const OwnedFd heedless = Connect();
  AwaitOpen(2);
  const std::string peer = ServedPeer(1);
  for (int i = 0; i < 3; ++i) calls_.Begin(peer);
  EXPECT_TRUE(IsClosed(heedless));
  AwaitOpen(1);
  EXPECT_EQ(connections_->cut(), 1u);
}

}  // namespace
}  // namespace imageco::server
