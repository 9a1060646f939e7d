#include "server/listener/connection_calls.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/owned_fd.h"
#include "server/listener/listen_socket.h"

namespace imageco::server {
namespace {

using bridge::base::OwnedFd;
using testing::ElementsAre;
using testing::IsEmpty;

class ConnectionCallsTest : public testing::Test {
 protected:
  ConnectionCallsTest() {
    calls_.Watch([this](const std::string& peer, std::string_view why) {
      heedless_.push_back(peer);
      why_ = why;
    });
  }

  void Begin(const std::string& peer, int times) {
    for (int i = 0; i < times; ++i) calls_.Begin(peer);
  }
  void End(const std::string& peer, int times) {
    for (int i = 0; i < times; ++i) calls_.End(peer);
  }

  void GiveUpOne(const std::string& peer, ConnectionCalls::Clock::time_point now) {
    calls_.Begin(peer);
    calls_.GivenUp(peer, now);
    calls_.End(peer);
  }

  ConnectionCalls calls_{3};
  std::vector<std::string> heedless_;
  std::string why_;  // the last of them
};

TEST_F(ConnectionCallsTest, TellsOnceOfAConnectionWithTooManyUnderWay) {
  calls_.Opened("a");
  calls_.Opened("b");
  Begin("a", 3);
  Begin("b", 1);
  EXPECT_THAT(heedless_, IsEmpty());
  Begin("a", 5);
  EXPECT_THAT(heedless_, ElementsAre("a"));
  EXPECT_EQ(why_, "it heeds no limit of streams");
}

TEST_F(ConnectionCallsTest, TellsOnceOfAConnectionThatGivesUpTooMuch) {
  const auto begin = ConnectionCalls::Clock::now();
  calls_.Opened("a");
  for (int i = 0; i < 5; ++i) GiveUpOne("a", begin);
  EXPECT_THAT(heedless_, ElementsAre("a"));
  EXPECT_EQ(why_, "it gives up more calls than it awaits");
}

TEST_F(ConnectionCallsTest, ForgetsWhatWasGivenUpLongAgo) {
  const auto begin = ConnectionCalls::Clock::now();
  calls_.Opened("a");
  for (int second = 0; second < 20; second += 4) {
    for (int i = 0; i < 3; ++i) GiveUpOne("a", begin + std::chrono::seconds(second));
  }
  EXPECT_THAT(heedless_, IsEmpty());
}

TEST_F(ConnectionCallsTest, CountsThoseUnderWayAlone) {
  calls_.Opened("a");
  for (int i = 0; i < 10; ++i) {
    Begin("a", 3);
    End("a", 3);
  }
  EXPECT_THAT(heedless_, IsEmpty());
  EXPECT_EQ(calls_.begun("a"), 30u);
}

TEST_F(ConnectionCallsTest, CountsThoseOfNoMethodAmongThoseUnderWay) {
  calls_.Opened("a");
  for (int i = 0; i < 4; ++i) calls_.Begin("a", /*is_ours=*/false);
  EXPECT_EQ(calls_.begun("a"), 0u);
  EXPECT_THAT(heedless_, ElementsAre("a"));
}

TEST_F(ConnectionCallsTest, KnowsNothingOfAConnectionThatWasThereBefore) {
  calls_.Opened("a");
  Begin("a", 4);
  calls_.Closed("a");
  calls_.Opened("a");  // from the same port
  EXPECT_EQ(calls_.begun("a"), 0u);
  End("a", 4);  // which were the other's
  Begin("a", 3);
  EXPECT_THAT(heedless_, ElementsAre("a"));
  Begin("a", 1);
  EXPECT_THAT(heedless_, ElementsAre("a", "a"));
}

TEST_F(ConnectionCallsTest, ForgetsAConnectionThatIsGone) {
  calls_.Opened("a");
  Begin("a", 2);
  calls_.Closed("a");
  EXPECT_EQ(calls_.begun("a"), 2u) << "they are under way";
  End("a", 2);
  EXPECT_EQ(calls_.begun("a"), 0u);
  Begin("a", 1);  // one that was late
  End("a", 1);
  EXPECT_EQ(calls_.begun("a"), 0u);
}

TEST_F(ConnectionCallsTest, CountsNobodysCallsForNobody) {
  calls_.Opened("");
  Begin("", 10);
  End("", 10);
  calls_.Closed("");
  EXPECT_THAT(heedless_, IsEmpty());
  EXPECT_EQ(calls_.begun(""), 0u);
}

TEST(PeerNameTest, IsEmptyWhereThereIsNoAddress) {
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  const OwnedFd one(pair[0]);
  const OwnedFd other(pair[1]);
  EXPECT_EQ(PeerName(one.get()), "");
  EXPECT_EQ(PeerName(-1), "");
}

}  // namespace
}  // namespace imageco::server
