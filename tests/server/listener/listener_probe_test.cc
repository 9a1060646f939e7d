#include "server/listener/listener_probe.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exhaustion.h"

#include "absl/strings/match.h"
#include "server/listener/connections.h"
#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::base::OwnedFd;

constexpr ListenerProbeOptions kAtOnce = {.interval = std::chrono::milliseconds(2),
                                          .answer_max = std::chrono::milliseconds(100),
                                          .deaf_after = std::chrono::milliseconds(300)};
constexpr std::chrono::seconds kProbePatience{30};

class ListenerProbeTest : public testing::Test {
 protected:
  // A listener that does `serve` with whoever connects.
  void Listen(std::function<void(OwnedFd)> serve, const std::string& address = "127.0.0.1:0") {
    auto sockets = ListenOn(address);
    ASSERT_TRUE(sockets.ok()) << sockets.status();
    places_ = PlacesOf(*sockets);
    connections_ = *Connections::Make(
        *std::move(sockets), 100, calls_, {},
        [serve = std::move(serve)](int, OwnedFd connection) { serve(std::move(connection)); });
  }
  void ListenAndAnswer(const std::string& address = "127.0.0.1:0") {
    Listen(
        [this](OwnedFd connection) {
          send(connection.get(), "x", 1, MSG_NOSIGNAL);
          shutdown(connection.get(), SHUT_RDWR);
          ++answered_;
        },
        address);
  }
  void ListenAndSayNothing() {
    Listen([this](OwnedFd connection) { kept_.push_back(std::move(connection)); });
  }

  void Probe() {
    probe_ = *ListenerProbe::Make(
        places_, PlaintextGreeting(),
        [this](std::string fault) {
          const std::lock_guard lock(mutex_);
          fault_ = std::move(fault);
          ++reports_;
        },
        [this] { ++deaf_; }, kAtOnce);
  }

  std::string fault() {
    const std::lock_guard lock(mutex_);
    return fault_;
  }

  template <typename Condition>
  static void Await(Condition holds) {
    const auto give_up = std::chrono::steady_clock::now() + kProbePatience;
    while (!holds() && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    ASSERT_TRUE(holds());
  }

  ConnectionCalls calls_{100};
  std::vector<Place> places_;
  std::vector<OwnedFd> kept_;
  std::atomic<int> answered_ = 0;
  std::atomic<int> deaf_ = 0;
  std::atomic<int> reports_ = 0;
  std::mutex mutex_;
  std::string fault_ = "nothing yet";
  std::unique_ptr<Connections> connections_;
  std::unique_ptr<ListenerProbe> probe_;
};

TEST_F(ListenerProbeTest, FindsAListenerThatAnswers) {
  ListenAndAnswer();
  Probe();
  Await([this] { return reports_ >= 3; });
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(deaf_, 0);
}

TEST_F(ListenerProbeTest, FindsOneOnAUnixSocket) {
  const TestFolder folder;
  ListenAndAnswer("unix:" + (folder.path() / "socket").string());
  Probe();
  Await([this] { return reports_ >= 3; });
  EXPECT_EQ(fault(), "");
  probe_ = nullptr;
  connections_ = nullptr;
}

TEST_F(ListenerProbeTest, GivesUpOneThatAcceptsAndSaysNothing) {
  ListenAndSayNothing();
  Probe();
  Await([this] { return absl::StartsWith(fault(), "has not answered for "); });
  Await([this] { return deaf_ == 1; });
  const int reports = reports_;
  Await([this, reports] { return reports_ > reports; });
  EXPECT_EQ(deaf_, 1) << "told once";
}

TEST_F(ListenerProbeTest, GivesUpOneThatAcceptsNobody) {
  auto sockets = ListenOn("127.0.0.1:0");
  ASSERT_TRUE(sockets.ok());
  places_ = PlacesOf(*sockets);
  Probe();
  Await([this] { return deaf_ == 1; });
}

TEST_F(ListenerProbeTest, GivesUpOneThatIsGone) {
  ListenAndAnswer();
  Probe();
  Await([this] { return fault().empty(); });
  connections_->StopListening();
  Await([this] { return deaf_ == 1; });
}

TEST_F(ListenerProbeTest, DoesNotGiveUpOneThatTurnsPeopleAway) {
  Listen([](OwnedFd connection) { shutdown(connection.get(), SHUT_RDWR); });
  Probe();
  const auto long_enough = std::chrono::steady_clock::now() + 2 * kAtOnce.deaf_after;
  Await([&] { return reports_ >= 3 && std::chrono::steady_clock::now() > long_enough; });
  EXPECT_EQ(fault(), "turns callers away");
  EXPECT_EQ(deaf_, 0);
}

TEST_F(ListenerProbeTest, WantsAnAnswerOfEveryPlace) {
  ListenAndAnswer();
  auto silent = ListenOn("127.0.0.1:0");
  ASSERT_TRUE(silent.ok());
  places_.push_back(PlacesOf(*silent).front());
  Probe();
  Await([this] { return deaf_ == 1; });
}

TEST_F(ListenerProbeTest, EndsWhileItWaitsForAnAnswer) {
  ListenAndSayNothing();
  probe_ = *ListenerProbe::Make(
      places_, PlaintextGreeting(), [](const std::string&) {}, [] {},
      ListenerProbeOptions{.interval = std::chrono::nanoseconds(1),
                           .answer_max = std::chrono::hours(1)});
  Await([this] { return connections_->accepted() == 1; });
  probe_ = nullptr;
}

TEST_F(ListenerProbeTest, IsNotMadeWithoutAThreadOrADescriptor) {
  const auto make = [this] {
    return ListenerProbe::Make(
               places_, "", [](const std::string&) {}, [] {})
        .status();
  };
  {
    const NoThreads none;
    EXPECT_TRUE(absl::IsResourceExhausted(make()));
  }
  const FewDescriptors none(0);
  EXPECT_TRUE(absl::IsResourceExhausted(make()));
}

TEST(TlsGreetingTest, IsAClientHello) {
  const std::string hello = TlsGreeting();
  ASSERT_GT(hello.size(), 50u);
  EXPECT_EQ(hello[0], '\x16') << "a handshake record";
  EXPECT_EQ(hello[5], '\x01') << "of a ClientHello";
  EXPECT_NE(hello.find("h2"), std::string::npos);
}

}  // namespace
}  // namespace imageco::server
