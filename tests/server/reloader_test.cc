#include "server/reloader.h"

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/config/config_file.h"
#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;

constexpr char kText[] =
    R"({"merchants": [{"isspid": "1", "signature": {"keyFile": "keys/key"}}]})";

// A configuration, and the key that it names behind links, as Kubernetes mounts a Secret.
class ReloaderTest : public testing::Test {
 protected:
  ReloaderTest() {
    folder_.Write("server.json", kText);
    std::filesystem::create_directories(folder_.path() / "keys");
    WriteKey("v1", "first");
    PointTo("v1");
    std::filesystem::create_symlink("..data/key", folder_.path() / "keys/key");
    config_ = *ReadConfigFile(File());
  }

  std::string File() const { return (folder_.path() / "server.json").string(); }

  // At once: nobody reads a half of it.
  void Put(const std::string& name, const std::string& text) {
    const std::string written = folder_.Write("written", text);
    std::filesystem::rename(written, folder_.path() / name);
  }
  void WriteKey(const std::string& version, const std::string& key) {
    std::filesystem::create_directories(folder_.path() / "keys" / version);
    folder_.Write("keys/" + version + "/key", key);
  }
  void PointTo(const std::string& version) {
    std::filesystem::create_symlink(version, folder_.path() / "keys/next");
    std::filesystem::rename(folder_.path() / "keys/next", folder_.path() / "keys/..data");
  }

  void Begin(std::chrono::milliseconds interval = std::chrono::milliseconds(1)) {
    auto reloader = Reloader::Make(
        File(), config_,
        [this](const absl::StatusOr<BridgeConfig>& config) {
          const std::lock_guard lock(mutex_);
          taken_.push_back(config);
          changed_.notify_all();
        },
        interval);
    ASSERT_TRUE(reloader.ok()) << reloader.status();
    reloader_ = *std::move(reloader);
  }

  // The nth that was read.
  absl::StatusOr<BridgeConfig> Await(size_t n) {
    std::unique_lock lock(mutex_);
    const bool came =
        changed_.wait_for(lock, std::chrono::seconds(30), [this, n] { return taken_.size() > n; });
    return came ? taken_[n] : absl::DeadlineExceededError("nothing was read");
  }

  const TestFolder folder_;
  BridgeConfig config_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<absl::StatusOr<BridgeConfig>> taken_;  // guarded by mutex_
  std::unique_ptr<Reloader> reloader_;
};

TEST_F(ReloaderTest, ReadsAFileThatWasWritten) {
  Begin();
  Put("server.json", R"({"merchants": [{"isspid": "2"}]})");
  const auto config = Await(0);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->merchants(0).isspid(), "2");
}

TEST_F(ReloaderTest, SeesALinkThatWasMoved) {
  Begin();
  WriteKey("v2", "second");
  PointTo("v2");
  EXPECT_TRUE(Await(0).ok());
}

TEST_F(ReloaderTest, LooksAtWhatTheNewOneNames) {
  Begin();
  Put("other", "key");
  Put("server.json", R"({"merchants": [{"signature": {"keyFile": "other"}}]})");
  ASSERT_TRUE(Await(0).ok());
  Put("other", "another key");
  EXPECT_TRUE(Await(1).ok());
}

TEST_F(ReloaderTest, TellsWhyNothingCouldBeRead) {
  Begin();
  Put("server.json", "{");
  EXPECT_FALSE(Await(0).ok());
  Put("server.json", kText);
  EXPECT_TRUE(Await(1).ok());
}

TEST_F(ReloaderTest, ReadsWhatIsTheSameOnlyWhenItIsTold) {
  Begin(std::chrono::hours(1));
  reloader_->ReloadNow();
  EXPECT_TRUE(Await(0).ok());
  reloader_.reset();
  EXPECT_EQ(taken_.size(), 1u);
}

TEST_F(ReloaderTest, LeavesWhatIsTheSame) {
  Begin();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  reloader_.reset();
  EXPECT_TRUE(taken_.empty());
}

}  // namespace
}  // namespace imageco::server
