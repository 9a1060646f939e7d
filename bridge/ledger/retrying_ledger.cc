#include "bridge/ledger/retrying_ledger.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "bridge/base/log.h"

namespace imageco::bridge::ledger {
namespace {

using base::Audit;
using base::Log;
using base::Severity;

}  // namespace

RetryingLedger::~RetryingLedger() {
  if (pending_.empty()) return;
  Audit(Severity::kWarning, "outcomes could not be recorded: those replies will be unknown",
        {{"replies", static_cast<int64_t>(pending_.size())}});
}

std::optional<Record> RetryingLedger::SentClaim(const Key& key) const {
  const auto it = pending_.find(key);
  if (it == pending_.end() || !it->second.settlement) return std::nullopt;
  return it->second.claim;
}

base::Task<absl::StatusOr<std::optional<Record>>> RetryingLedger::Find(Key key) {
  auto find = ledger_->Find(key);
  absl::StatusOr<std::optional<Record>> found = co_await find;
  if (!absl::IsUnavailable(found.status())) co_return found;
  if (std::optional<Record> claim = SentClaim(key)) co_return claim;
  co_return found;
}

base::Task<absl::StatusOr<std::vector<KeyedRecord>>> RetryingLedger::List(Query query) {
  return ledger_->List(std::move(query));
}

base::Task<absl::StatusOr<Record>> RetryingLedger::Decide(Key key, Finding finding) {
  return ledger_->Decide(std::move(key), std::move(finding));
}

base::Task<absl::StatusOr<absl::Time>> RetryingLedger::Settle(Key key, Settlement settlement) {
  auto settle = ledger_->Settle(key, settlement);
  absl::StatusOr<absl::Time> settled = co_await settle;
  Ended(key, settled.status(), std::move(settlement));
  co_return settled;
}

base::Task<absl::Status> RetryingLedger::Release(Key key) {
  auto release = ledger_->Release(key);
  absl::Status released = co_await release;
  Ended(key, released, std::nullopt);
  co_return released;
}

base::Task<absl::StatusOr<Claimed>> RetryingLedger::Claim(Key key, Fingerprint fingerprint) {
  if (pending_.contains(key)) {
    const bool sent = SentClaim(key).has_value();
    auto record = TryToRecord(key);
    const absl::Status recorded = co_await record;
    if (absl::IsUnavailable(recorded)) {
      if (!sent) co_return recorded;
      auto find = Find(key);
      absl::StatusOr<std::optional<Record>> found = co_await find;
      // An operator may have settled it meanwhile; then it can go when the late outcome is gone.
      if (!found.ok() || !*found || MayGoAgain(**found, fingerprint)) co_return recorded;
      co_return Claimed{.before = *std::move(found)};
    }
  }
  auto claim = ledger_->Claim(key, fingerprint);
  absl::StatusOr<Claimed> claimed = co_await claim;
  if (claimed.ok() && !claimed->before) {
    claims_[key] = {.fingerprint = fingerprint, .claim_time = loop_.Now()};
  }
  co_return claimed;
}

void RetryingLedger::Ended(const Key& key, const absl::Status& status,
                           std::optional<Settlement> settlement) {
  const auto claim = claims_.extract(key);
  if (claim.empty() || !absl::IsUnavailable(status)) return;
  Keep(key, {.claim = claim.mapped(), .settlement = std::move(settlement)});
}

void RetryingLedger::Keep(const Key& key, Unrecorded unrecorded) {
  if (pending_.size() >= options_.pending_max) {
    return Audit(Severity::kError, "an outcome could not be recorded and is given up");
  }
  if (pending_.empty()) {
    Log(Severity::kWarning, "an outcome could not be recorded and is tried again");
  }
  pending_.insert_or_assign(key, std::move(unrecorded));
  if (!timer_.is_set() && running_ == 0) Schedule();
}

void RetryingLedger::Schedule() {
  timer_.Set(delay_, [this] { StartAttempts(); });
}

void RetryingLedger::StartAttempts() {
  std::vector<Key> keys;
  for (const auto& [key, unrecorded] : pending_) {
    if (!unrecorded.busy && keys.size() < options_.attempts_max) keys.push_back(key);
  }
  attempts_.clear();
  attempts_.reserve(keys.size());
  failed_ = false;
  running_ = keys.size();
  for (const Key& key : keys) attempts_.emplace_back(Attempt(key));
  if (keys.empty() && !pending_.empty()) Schedule();
}

base::Task<void> RetryingLedger::Attempt(Key key) {
  auto record = TryToRecord(std::move(key));
  failed_ |= absl::IsUnavailable(co_await record);
  if (--running_ > 0) co_return;
  delay_ = failed_ ? std::min(2 * delay_, options_.delay_max) : options_.delay_min;
  if (!pending_.empty()) co_return Schedule();
  Log(Severity::kInfo, "all outcomes are recorded");
}

base::Task<absl::Status> RetryingLedger::TryToRecord(Key key) {
  const auto it = pending_.find(key);
  if (it == pending_.end()) co_return absl::OkStatus();
  if (it->second.busy) co_return absl::UnavailableError("an earlier outcome is being recorded");
  it->second.busy = true;
  absl::Status recorded;
  if (it->second.settlement) {
    auto settle = ledger_->Settle(key, *it->second.settlement);
    recorded = (co_await settle).status();
  } else {
    auto release = ledger_->Release(key);
    recorded = co_await release;
  }
  // Anything else than unavailable is an end: where there is no such claim any more, it was
  // recorded before, and the answer was lost.
  if (absl::IsUnavailable(recorded)) {
    pending_.at(key).busy = false;
  } else {
    pending_.erase(key);
  }
  co_return recorded;
}

}  // namespace imageco::bridge::ledger
