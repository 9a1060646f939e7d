#ifndef IMAGECO_TESTS_SIMULATION_WATCHED_LEDGER_H_
#define IMAGECO_TESTS_SIMULATION_WATCHED_LEDGER_H_

#include <utility>

#include "bridge/ledger/ledger.h"
#include "tests/simulation/limit_check.h"

namespace imageco::simulation {

// The ledger as the bridge sees it, watched for the limits that the bridge must keep.
class WatchedLedger final : public bridge::ledger::Ledger {
 public:
  WatchedLedger(bridge::ledger::Ledger& ledger, LimitCheck& limits)
      : ledger_(ledger), limits_(limits) {}

  bridge::base::Task<absl::StatusOr<std::optional<bridge::ledger::Record>>> Find(
      bridge::ledger::Key key) override {
    auto find = ledger_.Find(key);
    auto found = co_await find;
    if (found.ok() && MayWait(*found)) limits_.Waits(key);
    co_return found;
  }

  bridge::base::Task<absl::StatusOr<bridge::ledger::Claimed>> Claim(
      bridge::ledger::Key key, bridge::ledger::Fingerprint fingerprint) override {
    limits_.ClaimBegins(key);
    auto claim = ledger_.Claim(key, fingerprint);
    auto claimed = co_await claim;
    if (!claimed.ok() || claimed->before) limits_.ClaimFails(key);
    co_return claimed;
  }

  bridge::base::Task<absl::StatusOr<absl::Time>> Settle(
      bridge::ledger::Key key, bridge::ledger::Settlement settlement) override {
    return ledger_.Settle(std::move(key), std::move(settlement));
  }

  bridge::base::Task<absl::Status> Release(bridge::ledger::Key key) override {
    limits_.ReleaseBegins(key);
    auto release = ledger_.Release(key);
    absl::Status released = co_await release;
    limits_.ReleaseEnds(key);
    co_return released;
  }

  bridge::base::Task<absl::StatusOr<std::vector<bridge::ledger::KeyedRecord>>> List(
      bridge::ledger::Query query) override {
    return ledger_.List(std::move(query));
  }

  bridge::base::Task<absl::StatusOr<bridge::ledger::Record>> Decide(
      bridge::ledger::Key key, bridge::ledger::Finding finding) override {
    return ledger_.Decide(std::move(key), std::move(finding));
  }

 private:
  static bool MayWait(const std::optional<bridge::ledger::Record>& found) {
    return !found || (found->settlement &&
                      found->settlement->ending == bridge::ledger::Ending::kNotDelivered);
  }

  bridge::ledger::Ledger& ledger_;
  LimitCheck& limits_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_WATCHED_LEDGER_H_
