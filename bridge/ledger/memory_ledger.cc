#include "bridge/ledger/memory_ledger.h"

namespace imageco::bridge::ledger {

void MemoryLedger::Purge() {
  const absl::Time limit = loop_.Now() - options_.retention;
  while (!purgeable_.empty() && purgeable_.front().first <= limit) {
    records_.erase(purgeable_.front().second);
    purgeable_.pop_front();
  }
}

base::Task<absl::StatusOr<std::optional<Record>>> MemoryLedger::Find(Key key) {
  const auto it = records_.find(key);
  if (it == records_.end()) co_return std::optional<Record>();
  co_return std::optional<Record>(it->second);
}

base::Task<absl::StatusOr<std::optional<Record>>> MemoryLedger::Claim(Key key,
                                                                      Fingerprint fingerprint) {
  Purge();
  if (const auto it = records_.find(key); it != records_.end()) {
    co_return std::optional<Record>(it->second);
  }
  if (records_.size() >= options_.records_max) {
    co_return absl::UnavailableError("the in-memory ledger is full");
  }
  Record record;
  record.fingerprint = fingerprint;
  record.claim_time = loop_.Now();
  records_.emplace(std::move(key), std::move(record));
  co_return std::optional<Record>();
}

base::Task<absl::StatusOr<absl::Time>> MemoryLedger::Settle(Key key, Settlement settlement) {
  const auto it = records_.find(key);
  if (it == records_.end() || it->second.settlement) {
    co_return absl::UnavailableError("there is no such claim");
  }
  const absl::Time now = loop_.Now();
  settlement.time = now;
  const bool purgeable = settlement.ending != Ending::kUnknown;
  it->second.settlement = std::move(settlement);
  if (purgeable) purgeable_.emplace_back(now, std::move(key));
  co_return now;
}

base::Task<absl::Status> MemoryLedger::Release(Key key) {
  const auto it = records_.find(key);
  if (it == records_.end() || it->second.settlement) {
    co_return absl::UnavailableError("there is no such claim");
  }
  records_.erase(it);
  co_return absl::OkStatus();
}

}  // namespace imageco::bridge::ledger
