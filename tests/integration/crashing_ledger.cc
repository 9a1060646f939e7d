#include "tests/integration/crashing_ledger.h"

#include <signal.h>

#include <array>
#include <utility>

namespace imageco::integration {
namespace {

using bridge::base::Task;
using bridge::ledger::Claimed;
using bridge::ledger::Finding;
using bridge::ledger::Fingerprint;
using bridge::ledger::Key;
using bridge::ledger::KeyedRecord;
using bridge::ledger::Query;
using bridge::ledger::Record;
using bridge::ledger::Settlement;

struct Named {
  std::string_view text;
  CrashStep step;
};

constexpr std::array<Named, 6> kSteps = {{{"before_claim", CrashStep::kBeforeClaim},
                                          {"after_claim", CrashStep::kAfterClaim},
                                          {"before_settle", CrashStep::kBeforeSettle},
                                          {"after_settle", CrashStep::kAfterSettle},
                                          {"before_release", CrashStep::kBeforeRelease},
                                          {"after_release", CrashStep::kAfterRelease}}};

}  // namespace

std::string_view ToText(CrashStep step) {
  for (const Named& named : kSteps) {
    if (named.step == step) return named.text;
  }
  return "";
}

std::optional<CrashStep> ToCrashStep(std::string_view text) {
  for (const Named& named : kSteps) {
    if (named.text == text) return named.step;
  }
  return std::nullopt;
}

void CrashingLedger::Reach(CrashStep step) {
  if (step == step_ && --left_ == 0) raise(SIGKILL);
}

Task<absl::StatusOr<std::optional<Record>>> CrashingLedger::Find(Key key) {
  return ledger_->Find(std::move(key));
}

Task<absl::StatusOr<Claimed>> CrashingLedger::Claim(Key key, Fingerprint fingerprint) {
  Reach(CrashStep::kBeforeClaim);
  auto claim = ledger_->Claim(std::move(key), fingerprint);
  absl::StatusOr<Claimed> claimed = co_await claim;
  Reach(CrashStep::kAfterClaim);
  co_return claimed;
}

Task<absl::StatusOr<absl::Time>> CrashingLedger::Settle(Key key, Settlement settlement) {
  Reach(CrashStep::kBeforeSettle);
  auto settle = ledger_->Settle(std::move(key), std::move(settlement));
  absl::StatusOr<absl::Time> settled = co_await settle;
  Reach(CrashStep::kAfterSettle);
  co_return settled;
}

Task<absl::Status> CrashingLedger::Release(Key key) {
  Reach(CrashStep::kBeforeRelease);
  auto release = ledger_->Release(std::move(key));
  absl::Status released = co_await release;
  Reach(CrashStep::kAfterRelease);
  co_return released;
}

Task<absl::StatusOr<std::vector<KeyedRecord>>> CrashingLedger::List(Query query) {
  return ledger_->List(std::move(query));
}

Task<absl::StatusOr<Record>> CrashingLedger::Decide(Key key, Finding finding) {
  return ledger_->Decide(std::move(key), std::move(finding));
}

}  // namespace imageco::integration
