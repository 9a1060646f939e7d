#ifndef IMAGECO_TESTS_INTEGRATION_CRASHING_LEDGER_H_
#define IMAGECO_TESTS_INTEGRATION_CRASHING_LEDGER_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/ledger/ledger.h"

namespace imageco::integration {

// Where a process that holds a ledger dies: before it asks it, or once it has the answer.
enum class CrashStep {
  kBeforeClaim,
  kAfterClaim,
  kBeforeSettle,
  kAfterSettle,
  kBeforeRelease,
  kAfterRelease,
};

// "after_claim" and the like, both ways.
std::string_view ToText(CrashStep step);
std::optional<CrashStep> ToCrashStep(std::string_view text);

// A ledger in front of another one, which ends the process with SIGKILL when a step is reached for
// the `nth` time, 1 being the first.
class CrashingLedger final : public bridge::ledger::Ledger {
 public:
  CrashingLedger(std::unique_ptr<Ledger> ledger, CrashStep step, int nth)
      : ledger_(std::move(ledger)), step_(step), left_(nth) {}

  bridge::base::Task<absl::StatusOr<std::optional<bridge::ledger::Record>>> Find(
      bridge::ledger::Key key) override;
  bridge::base::Task<absl::StatusOr<bridge::ledger::Claimed>> Claim(
      bridge::ledger::Key key, bridge::ledger::Fingerprint fingerprint) override;
  bridge::base::Task<absl::StatusOr<absl::Time>> Settle(
      bridge::ledger::Key key, bridge::ledger::Settlement settlement) override;
  bridge::base::Task<absl::Status> Release(bridge::ledger::Key key) override;
  bridge::base::Task<absl::StatusOr<std::vector<bridge::ledger::KeyedRecord>>> List(
      bridge::ledger::Query query) override;
  bridge::base::Task<absl::StatusOr<bridge::ledger::Record>> Decide(
      bridge::ledger::Key key, bridge::ledger::Finding finding) override;
  size_t unrecorded() const override { return ledger_->unrecorded(); }

 private:
  void Reach(CrashStep step);

  const std::unique_ptr<Ledger> ledger_;
  const CrashStep step_;
  int left_;
};

}  // namespace imageco::integration

#endif  // IMAGECO_TESTS_INTEGRATION_CRASHING_LEDGER_H_
