#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

#include "gtest/gtest.h"
#include "imageco/complaint/client.h"
#include "imageco/complaint/testing/fake_service.h"
#include "tests/clients/cpp/sample.h"

namespace imageco::complaint {
namespace {

using namespace std::chrono_literals;
using testing::FakeService;

struct Held {
  long descriptors;
  long threads;
};

long Count(const char* folder) {
  return std::distance(std::filesystem::directory_iterator(folder), {});
}

Held CountHeld() { return {Count("/proc/self/fd"), Count("/proc/self/task")}; }

// gRPC lets go of what was closed a moment later.
Held SettledBelow(const Held& limit) {
  const auto end = std::chrono::steady_clock::now() + 20s;
  Held held = CountHeld();
  while ((held.descriptors > limit.descriptors || held.threads > limit.threads) &&
         std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(10ms);
    held = CountHeld();
  }
  return held;
}

void CallOnceEach(int clients, const FakeService& bridge) {
  for (int i = 0; i < clients; ++i) {
    ClientOptions options;
    options.keepalive += std::chrono::seconds(i);  // so that no connection is shared
    const Client client = bridge.Connect(options);
    ASSERT_TRUE(client.Reply(SampleRequest()).ok());
  }
}

TEST(Client, HoldsNothingOnceItIsGone) {
  constexpr int kSlack = 4;  // gRPC's own threads come and go
  FakeService bridge;
  CallOnceEach(1, bridge);
  const Held before = CountHeld();
  CallOnceEach(50, bridge);
  const Held limit = {before.descriptors + kSlack, before.threads + kSlack};
  const Held after = SettledBelow(limit);
  EXPECT_LE(after.descriptors, limit.descriptors);
  EXPECT_LE(after.threads, limit.threads);
}

TEST(Client, HoldsNothingOfCallsThatFailed) {
  constexpr int kSlack = 4;
  FakeService bridge;
  const Client client = bridge.Connect(WithoutRetries());
  ASSERT_TRUE(client.Reply(SampleRequest()).ok());
  const Held before = CountHeld();
  CancelSource source;
  for (int i = 0; i < 200; ++i) {
    bridge.LoseNextAnswer();
    CallOptions options = Within(5s);
    options.cancel = source.token();
    EXPECT_FALSE(client.Reply(SampleRequest(), options).ok());
  }
  const Held limit = {before.descriptors + kSlack, before.threads + kSlack};
  const Held after = SettledBelow(limit);
  EXPECT_LE(after.descriptors, limit.descriptors);
  EXPECT_LE(after.threads, limit.threads);
}

}  // namespace
}  // namespace imageco::complaint
