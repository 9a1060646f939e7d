#include "bridge/gateway/http/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {
namespace {

using Seen = Connection::State;

void SetLinger(int fd) {
  const linger at_once = {1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void WaitUntilReadable(int fd) {
  pollfd ready = {fd, POLLIN, 0};
  poll(&ready, 1, -1);
}

// Takes what comes from `fd`. The bytes, and how it ended.
std::pair<size_t, bool> ReadToTheEnd(int fd) {
  size_t total = 0;
  char bytes[65536];
  while (true) {
    const ssize_t count = recv(fd, bytes, sizeof(bytes), 0);
    if (count <= 0) return {total, count == 0};
    total += count;
  }
}

// A connection of ours in plaintext, and the peer's end of it. The peer takes in few bytes unread.
class ConnectionTest : public testing::Test {
 protected:
  ConnectionTest() {
    const int few_bytes = 4096;
    setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &few_bytes, sizeof(few_bytes));
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t bytes = sizeof(address_);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address_), bytes), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &bytes);
  }
  ~ConnectionTest() override {
    if (connection_) connection_->Close();
    ClosePeer();
    close(listener_);
  }

  void Connect() {
    curl_sockaddr remote = {AF_INET, SOCK_STREAM, 0, sizeof(address_), {}};
    std::memcpy(&remote.addr, &address_, sizeof(address_));
    connection_ = Connection::Open(remote);
    ASSERT_EQ(connect(connection_->fd(), &remote.addr, sizeof(address_)), 0);
  }
  void Accept() { peer_ = accept(listener_, nullptr, nullptr); }
  void ConnectAndAccept() {
    Connect();
    Accept();
  }

  void ClosePeer() {
    if (peer_ >= 0) close(peer_);
    peer_ = -1;
  }
  // Returns when our end knows.
  void ResetPeer() {
    SetLinger(peer_);
    ClosePeer();
    WaitUntilReadable(connection_->fd());
  }

  // Gives the kernel as many bytes as it takes, which are more than the peer takes in unread.
  size_t SendMuch() {
    const std::string bytes(10'000, 'x');
    size_t sent = 0;
    while (true) {
      const ssize_t count = send(connection_->fd(), bytes.data(), bytes.size(), MSG_DONTWAIT);
      if (count < 0) return sent;
      sent += count;
    }
  }

  bool Send(const char* bytes) {
    return send(connection_->fd(), bytes, std::strlen(bytes), MSG_NOSIGNAL) > 0;
  }

  const int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address_ = {};
  std::unique_ptr<Connection> connection_;
  int peer_ = -1;
};

TEST_F(ConnectionTest, IsQuietAsLongAsNothingComes) {
  ConnectAndAccept();
  EXPECT_EQ(connection_->Look(), Seen::kQuiet);
  EXPECT_EQ(connection_->Look(), Seen::kQuiet);
}

TEST_F(ConnectionTest, SeesWhatCameBeforeTheFirstMessage) {
  ConnectAndAccept();
  ASSERT_EQ(send(peer_, "x", 1, 0), 1);
  WaitUntilReadable(connection_->fd());
  EXPECT_EQ(connection_->Look(), Seen::kSpoke);
  EXPECT_EQ(connection_->Look(), Seen::kSpoke);
}

TEST_F(ConnectionTest, SeesAnEndBeforeTheFirstMessage) {
  ConnectAndAccept();
  ClosePeer();
  WaitUntilReadable(connection_->fd());
  EXPECT_EQ(connection_->Look(), Seen::kEnded);
}

TEST_F(ConnectionTest, SeesAResetBeforeTheFirstMessage) {
  ConnectAndAccept();
  ResetPeer();
  EXPECT_EQ(connection_->Look(), Seen::kEnded);
}

TEST_F(ConnectionTest, HasEndedOnceItIsClosed) {
  ConnectAndAccept();
  connection_->Close();
  EXPECT_EQ(connection_->fd(), -1);
  EXPECT_EQ(connection_->Look(), Seen::kEnded);
}

TEST_F(ConnectionTest, IsNamedByItsEndsEvenAfterAReset) {
  ConnectAndAccept();
  sockaddr_in local = {};
  socklen_t bytes = sizeof(local);
  getpeername(peer_, reinterpret_cast<sockaddr*>(&local), &bytes);
  const std::string name =
      ToName("127.0.0.1", ntohs(local.sin_port), "127.0.0.1", ntohs(address_.sin_port));
  EXPECT_EQ(connection_->name(), name);
  ResetPeer();
  EXPECT_EQ(connection_->name(), name);
}

TEST_F(ConnectionTest, KnowsThatNothingLeftWhereItWasResetBefore) {
  ConnectAndAccept();
  connection_->BeginMessage();
  ResetPeer();
  EXPECT_FALSE(Send("message"));
  connection_->Close();
  EXPECT_TRUE(connection_->sent_nothing());
}

TEST_F(ConnectionTest, DoesNotKnowThatNothingLeftOnceAByteHas) {
  ConnectAndAccept();
  connection_->BeginMessage();
  EXPECT_TRUE(Send("m"));
  ResetPeer();
  EXPECT_FALSE(Send("essage"));
  connection_->Close();
  EXPECT_FALSE(connection_->sent_nothing());
}

TEST_F(ConnectionTest, DoesNotKnowThatNothingLeftWhereNothingWasTried) {
  ConnectAndAccept();
  connection_->BeginMessage();
  connection_->Close();
  EXPECT_FALSE(connection_->sent_nothing());
}

TEST_F(ConnectionTest, CountsOnlyWhatLeftSinceItsMessageBegan) {
  ConnectAndAccept();
  EXPECT_TRUE(Send("handshake"));
  connection_->BeginMessage();
  ResetPeer();
  EXPECT_FALSE(Send("message"));
  connection_->Close();
  EXPECT_TRUE(connection_->sent_nothing());
}

TEST_F(ConnectionTest, TakesNothingForAnAnswerBeforeThePeerHasTheMessage) {
  ConnectAndAccept();
  connection_->BeginMessage();
  SendMuch();
  EXPECT_FALSE(connection_->BeginAnswer());
}

TEST_F(ConnectionTest, DropsWhatThePeerHasNotTakenOfAMessageGivenUp) {
  ConnectAndAccept();
  connection_->BeginMessage();
  const size_t sent = SendMuch();
  connection_->Close();
  const auto [arrived, in_good_order] = ReadToTheEnd(peer_);
  EXPECT_LT(arrived, sent);
  EXPECT_FALSE(in_good_order);
}

TEST_F(ConnectionTest, DropsWhatThePeerHasNotTakenWhereTheProcessEnds) {
  const pid_t child = fork();
  if (child == 0) {
    Connect();
    connection_->BeginMessage();
    SendMuch();
    _exit(0);
  }
  Accept();
  waitpid(child, nullptr, 0);
  EXPECT_FALSE(ReadToTheEnd(peer_).second);
}

TEST_F(ConnectionTest, SaysFarewellWhereNothingIsLeftToSend) {
  ConnectAndAccept();
  connection_->BeginMessage();
  EXPECT_TRUE(Send("message"));
  char bytes[7];
  EXPECT_EQ(recv(peer_, bytes, sizeof(bytes), MSG_WAITALL), 7);
  ASSERT_EQ(send(peer_, "x", 1, 0), 1);
  WaitUntilReadable(connection_->fd());
  EXPECT_TRUE(connection_->BeginAnswer());
  EXPECT_EQ(recv(connection_->fd(), bytes, 1, 0), 1);
  connection_->Close();
  EXPECT_TRUE(ReadToTheEnd(peer_).second);
}

TEST(IpOf, IsEmptyForWhatIsNoIp) { EXPECT_EQ(IpOf(sockaddr{AF_UNIX, {}}), ""); }

}  // namespace
}  // namespace imageco::bridge::gateway
