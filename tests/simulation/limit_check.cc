#include "tests/simulation/limit_check.h"

#include <algorithm>

namespace imageco::simulation {

using bridge::ledger::Key;

double LimitCheck::Burst() const {
  const double burst = options_.burst != 0 ? options_.burst : options_.rate_per_second;
  return std::max(burst, 1.0);
}

LimitCheck::Usage& LimitCheck::UsageOf(const Key& key) {
  const auto [usage, is_new] = usages_.try_emplace(key.isspid);
  if (is_new) usage->second.tokens = Burst();
  Refill(usage->second, world_.Elapsed() - usage->second.filled);
  usage->second.filled = world_.Elapsed();
  return usage->second;
}

void LimitCheck::Refill(Usage& usage, absl::Duration by) {
  const double tokens = absl::ToDoubleSeconds(by) * options_.rate_per_second;
  usage.tokens = std::min(Burst(), usage.tokens + tokens);
}

void LimitCheck::WallClockJumps(absl::Duration by) {
  for (auto& [isspid, usage] : usages_) {
    if (by > absl::ZeroDuration()) Refill(usage, by);
  }
}

void LimitCheck::Waits(const Key& key) {
  if (loop_.dead()) return;
  UsageOf(key).waiting.insert(key);
  if (UsageOf(key).waiting.size() <= options_.waiting_max) return;
  // One that has its turn at this instant may not know it yet.
  world_.loop.RunAfter(absl::Nanoseconds(1), [this, isspid = key.isspid] {
    if (!loop_.dead()) CheckWaiting(isspid);
  });
}

void LimitCheck::CheckWaiting(const std::string& isspid) {
  if (usages_[isspid].waiting.size() > options_.waiting_max) {
    world_.Violation("more replies wait than may: ", usages_[isspid].waiting.size());
  }
}

void LimitCheck::Answered(const Key& key) { UsageOf(key).waiting.erase(key); }

void LimitCheck::ClaimBegins(const Key& key) {
  if (loop_.dead()) return;
  constexpr double kRounding = 1e-6;
  Usage& usage = UsageOf(key);
  usage.waiting.erase(key);
  usage.slots.insert(key);
  if (usage.slots.size() > options_.concurrency_max) {
    world_.Violation("more messages at a time than may be: ", usage.slots.size());
  }
  if (options_.rate_per_second == 0) return;
  usage.tokens -= 1;
  if (usage.tokens < -kRounding) world_.Violation("more messages a second than may be");
}

void LimitCheck::GiveBack(const Key& key, bool refund) {
  if (loop_.dead()) return;
  Usage& usage = UsageOf(key);
  if (usage.slots.erase(key) != 0 && refund) usage.tokens = std::min(Burst(), usage.tokens + 1);
}

void LimitCheck::ClaimFails(const Key& key) { GiveBack(key, true); }

void LimitCheck::ExchangeEnds(const Key& key, bool nothing_left) { GiveBack(key, nothing_left); }

void LimitCheck::ReleaseBegins(const Key& key) {
  Usage& usage = UsageOf(key);
  if (!loop_.dead() && usage.slots.count(key) != 0) {
    usage.tokens = std::min(Burst(), usage.tokens + 1);
  }
}

void LimitCheck::ReleaseEnds(const Key& key) { GiveBack(key, false); }

}  // namespace imageco::simulation
