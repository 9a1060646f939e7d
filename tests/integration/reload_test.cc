// A configuration and its files that change under the program that is shipped.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "bridge/base/file.h"
#include "tests/integration/replica_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

using server::HttpGet;
using server::IsOk;

// The merchant's key stands in a Secret, as Kubernetes mounts one: a link to a link to a folder,
// of which the latter is moved.
class ReloadedServerTest : public ReplicaFixture {
 protected:
  ReloadedServerTest() {
    key_ = ReadAll(config().merchants(0).signature().key_file());
    std::filesystem::create_directories(Secret());
    MountSecret("v0", key_);
    std::filesystem::create_symlink("..data/key", Secret() / "key");
    merchant().mutable_signature()->set_key_file(Secret() / "key");
  }

  static std::string ReadAll(const std::string& file) { return *bridge::base::ReadFile(file); }
  std::filesystem::path Secret() const { return folder_.path() / "secret"; }

  void MountSecret(const std::string& version, const std::string& key) {
    std::filesystem::create_directories(Secret() / version);
    folder_.Write(absl::StrCat("secret/", version, "/key"), key);
    std::filesystem::create_symlink(version, Secret() / "..data_tmp");
    std::filesystem::rename(Secret() / "..data_tmp", Secret() / "..data");
  }

  static bool HasReloaded(Replica& replica, int times) {
    constexpr std::string_view kCounted = "complaint_config_reloads_total{result=\"good\"} ";
    const std::string text = HttpGet(replica.process().operations_address(), "/metrics").body;
    const size_t at = text.find(kCounted);
    return at != std::string::npos && std::stoi(text.substr(at + kCounted.size())) >= times;
  }
  static void AwaitReloads(Replica& replica, int times) {
    const auto give_up = std::chrono::steady_clock::now() + server::kPatience;
    while (!HasReloaded(replica, times)) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "not reloaded " << times << " times";
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  std::string key_;
};

TEST_F(ReloadedServerTest, ReadsItsConfigurationAtSighup) {
  const auto replica = Launch();
  ASSERT_THAT(replica->Reply("t-1"), IsOk());
  for (int i = 1; i <= 3; ++i) {
    replica->process().Signal(SIGHUP);
    AwaitReloads(*replica, i);
  }
  EXPECT_THAT(replica->Reply("t-2"), IsOk());
}

TEST_F(ReloadedServerTest, TakesAKeyThatIsMovedIn) {
  const auto replica = Launch();
  ASSERT_THAT(replica->Reply("t-1"), IsOk());
  MountSecret("v1", "another key");
  AwaitReloads(*replica, 1);
  EXPECT_FALSE(replica->Reply("t-2").ok());
  MountSecret("v2", key_);
  AwaitReloads(*replica, 2);
  EXPECT_THAT(replica->Reply("t-3"), IsOk());
}

// What the process keeps in memory, in KiB.
int64_t Resident(const Replica& replica) {
  std::ifstream status(absl::StrCat("/proc/", replica.process().pid(), "/status"));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stoll(line.substr(6));
  }
  return 0;
}

TEST_F(ReloadedServerTest, KeepsNothingOfAThousandReloads) {
  constexpr int64_t kNoiseKib = 8 * 1024;
  const auto replica = Launch();
  const auto reload_until = [&replica](int last, int first) {
    for (int i = first; i <= last; ++i) {
      replica->process().Signal(SIGHUP);
      AwaitReloads(*replica, i);
      ASSERT_THAT(replica->Reply(absl::StrCat("t-", i)), IsOk());
    }
  };
  reload_until(200, 1);
  const int64_t before = Resident(*replica);
  ASSERT_GT(before, 0);
  reload_until(1000, 201);
  // A version with its merchant has more than 10 KiB: 800 that stayed would be seen.
  EXPECT_LT(Resident(*replica) - before, kNoiseKib);
}

TEST_F(ReloadedServerTest, FailsNoReplyWhileKeysAreMovedIn) {
  const auto replica = Launch();
  std::atomic<bool> goes_on = true;
  int replies = 0;
  std::thread caller([&] {
    for (; goes_on; ++replies) ASSERT_THAT(replica->Reply(absl::StrCat("t-", replies)), IsOk());
  });
  for (int i = 1; i <= 3; ++i) {
    MountSecret(absl::StrCat("v", i), key_);
    AwaitReloads(*replica, i);
  }
  goes_on = false;
  caller.join();
  EXPECT_GT(replies, 0);
  ExpectNoDuplicates();
}

}  // namespace
}  // namespace imageco::integration
