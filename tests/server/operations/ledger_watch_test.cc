#include "server/operations/ledger_watch.h"

#include <memory>
#include <semaphore>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/epoll_loop.h"
#include "bridge/ledger/memory_ledger.h"

namespace imageco::server {
namespace {

using bridge::base::EpollLoop;
using bridge::base::Task;
using bridge::ledger::Ending;
using bridge::ledger::Key;
using bridge::ledger::MemoryLedger;
using bridge::ledger::Record;
using testing::ElementsAre;

constexpr std::chrono::seconds kLedgerPatience{30};

// A ledger that can be away, or silent.
class MoodyLedger final : public MemoryLedger {
 public:
  explicit MoodyLedger(EpollLoop& loop) : MemoryLedger(loop, {}), loop_(loop) {}

  enum class Mood { kWell, kAway, kSilent };
  void Be(Mood mood) {
    loop_.Post([this, mood] { mood_ = mood; });
  }

  Task<absl::StatusOr<std::optional<Record>>> Find(Key key) override {
    if (mood_ == Mood::kAway) co_return absl::UnavailableError("its database is not there");
    if (mood_ == Mood::kSilent) co_await std::suspend_always();
    auto found = MemoryLedger::Find(std::move(key));
    co_return co_await found;
  }

 private:
  EpollLoop& loop_;
  Mood mood_ = Mood::kWell;
};

using Mood = MoodyLedger::Mood;

class LedgerWatchTest : public testing::Test {
 protected:
  LedgerWatchTest() : runs_([this] { loop_.Run(); }) {}
  ~LedgerWatchTest() override {
    loop_.Post([this] { watch_.reset(); });
    loop_.Stop();
    runs_.join();
  }

  void Watch() {
    std::binary_semaphore known(0);
    loop_.Post([&] {
      watch_ =
          std::make_unique<LedgerWatch>(loop_, ledger_, readiness_,
                                        LedgerWatchOptions{.interval = absl::Milliseconds(2),
                                                           .silent_after = absl::Milliseconds(50),
                                                           .count_interval = absl::Milliseconds(2),
                                                           .unknown_max = 2});
      watch_->WhenKnown([&known] { known.release(); });
    });
    known.acquire();
  }

  template <typename Condition>
  static void Await(Condition holds) {
    const auto give_up = std::chrono::steady_clock::now() + kLedgerPatience;
    while (!holds() && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    ASSERT_TRUE(holds());
  }

  void RecordUnknown(const std::string& transaction_id) {
    std::binary_semaphore recorded(0);
    loop_.Post([&] {
      bridge::base::Spawn(SettleAsUnknown(transaction_id), [&recorded] { recorded.release(); });
    });
    recorded.acquire();
  }

  Task<void> SettleAsUnknown(std::string transaction_id) {
    const Key key = {.isspid = "1", .transaction_id = std::move(transaction_id)};
    auto claiming = ledger_.Claim(key, {});
    EXPECT_TRUE((co_await claiming).ok());
    bridge::ledger::Settlement unknown = {.ending = Ending::kUnknown};
    auto settling = ledger_.Settle(key, std::move(unknown));
    EXPECT_TRUE((co_await settling).ok());
  }

  Readiness readiness_;
  EpollLoop loop_;
  MoodyLedger ledger_{loop_};
  std::unique_ptr<LedgerWatch> watch_;
  std::thread runs_;
};

TEST_F(LedgerWatchTest, IsWellWithALedgerThatAnswers) {
  Watch();
  EXPECT_TRUE(readiness_.ready());
}

TEST_F(LedgerWatchTest, SaysWhyALedgerIsAwayAndThatItIsBack) {
  ledger_.Be(Mood::kAway);
  Watch();
  EXPECT_THAT(readiness_.Faults(), ElementsAre("ledger: its database is not there"));
  ledger_.Be(Mood::kWell);
  Await([this] { return readiness_.ready(); });
  ledger_.Be(Mood::kAway);
  Await([this] { return !readiness_.ready(); });
}

TEST_F(LedgerWatchTest, TakesASilentLedgerForAway) {
  ledger_.Be(Mood::kSilent);
  Watch();
  EXPECT_THAT(readiness_.Faults(), ElementsAre("ledger: has not answered for 50ms"));
}

TEST_F(LedgerWatchTest, CountsWhatIsUnknownUpToALimit) {
  RecordUnknown("t-1");
  Watch();
  Await([this] { return watch_->unknown() == 1; });
  RecordUnknown("t-2");
  RecordUnknown("t-3");
  Await([this] { return watch_->unknown() == 2; });
}

}  // namespace
}  // namespace imageco::server
