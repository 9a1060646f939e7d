#include "server/operations/memory_trimmer.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "server/operations/process_usage.h"

// A sanitizer has an allocator of its own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace imageco::server {
namespace {

constexpr double kMiB = 1 << 20;

// Of which glibc gives nothing back by itself: one in a thousand stays in use.
class Rush {
 public:
  void Come() {
    for (int i = 0; i < 40'000; ++i) blocks_.push_back(std::make_unique<std::string>(4000, 'x'));
  }
  void Go() {
    for (size_t i = 0; i < blocks_.size(); ++i) {
      if (i % 1000 != 999) blocks_[i].reset();
    }
  }

 private:
  std::vector<std::unique_ptr<std::string>> blocks_;
};

class MemoryTrimmerTest : public testing::Test {
 protected:
  // Runs the loop until less than that is resident, or for so long.
  void RunUntilResident(double bytes, absl::Duration time_max) {
    const auto end = loop_.RunAfter(time_max, [this] { loop_.Stop(); });
    LookUntilResident(bytes);
    loop_.Run();
    loop_.Cancel(end);
  }

  bridge::base::EpollLoop loop_;
  MemoryTrimmerOptions options_{.interval = absl::Milliseconds(10), .cores_max = 1000};
  Rush rush_;

 private:
  void LookUntilResident(double bytes) {
    loop_.RunAfter(absl::Milliseconds(10), [this, bytes] {
      if (ResidentBytes() < bytes) return loop_.Stop();
      LookUntilResident(bytes);
    });
  }
};

TEST_F(MemoryTrimmerTest, GivesBackWhatARushTook) {
  const double before = ResidentBytes();
  MemoryTrimmer trimmer(loop_, options_);
  rush_.Come();
  rush_.Go();
  EXPECT_GT(ResidentBytes(), before + 100 * kMiB);
  RunUntilResident(before + 50 * kMiB, absl::Minutes(1));
  EXPECT_LT(ResidentBytes(), before + 50 * kMiB);
}

TEST_F(MemoryTrimmerTest, WaitsWhileTheProcessIsBusy) {
  const double before = ResidentBytes();
  options_.cores_max = -1;
  MemoryTrimmer trimmer(loop_, options_);
  rush_.Come();
  rush_.Go();
  RunUntilResident(before + 50 * kMiB, absl::Milliseconds(200));
  EXPECT_GT(ResidentBytes(), before + 100 * kMiB);
}

TEST_F(MemoryTrimmerTest, LeavesAloneWhatHasGrownLittle) {
  options_.growth_min_bytes = 1000 * kMiB;
  const double before = ResidentBytes();
  MemoryTrimmer trimmer(loop_, options_);
  rush_.Come();
  rush_.Go();
  RunUntilResident(before + 50 * kMiB, absl::Milliseconds(200));
  EXPECT_GT(ResidentBytes(), before + 100 * kMiB);
}

}  // namespace
}  // namespace imageco::server

#endif
