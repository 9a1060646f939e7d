#include "bridge/ledger/memory_ledger.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "bridge/ledger/query.h"

namespace imageco::bridge::ledger {

namespace {

using Place = std::pair<const Key, Record>;

bool PlaceComesBefore(const Place* a, const Place* b) {
  return ComesBefore(a->first, a->second, b->first, b->second);
}

}  // namespace

void MemoryLedger::Purge() {
  const base::SteadyTime now = loop_.SteadyNow();
  for (; !purgeable_.empty(); purgeable_.pop_front()) {
    const Purgeable& oldest = purgeable_.front();
    if (absl::FromChrono(now - oldest.since) < options_.retention) return;
    const auto it = records_.find(oldest.key);
    if (it != records_.end() && it->second.settlement &&
        it->second.settlement->time == oldest.settlement_time) {
      records_.erase(it);
    }
  }
}

void MemoryLedger::LetPurge(absl::Time settlement_time, Key key) {
  purgeable_.push_back({loop_.SteadyNow(), settlement_time, std::move(key)});
}

Record* MemoryLedger::FindClaim(const Key& key) {
  const auto it = records_.find(key);
  return it == records_.end() || it->second.settlement ? nullptr : &it->second;
}

base::Task<absl::StatusOr<std::optional<Record>>> MemoryLedger::Find(Key key) {
  const auto it = records_.find(key);
  if (it == records_.end()) co_return std::optional<Record>();
  co_return std::optional<Record>(it->second);
}

base::Task<absl::StatusOr<Claimed>> MemoryLedger::Claim(Key key, Fingerprint fingerprint) {
  Purge();
  Record record;
  if (const auto it = records_.find(key); it != records_.end()) {
    if (!MayGoAgain(it->second, fingerprint)) co_return Claimed{.before = it->second};
    record.finding = it->second.finding;
  } else if (records_.size() >= options_.records_max) {
    co_return absl::UnavailableError("the in-memory ledger is full");
  }
  record.fingerprint = fingerprint;
  record.claim_time = loop_.Now();
  records_.insert_or_assign(std::move(key), std::move(record));
  co_return Claimed{};
}

base::Task<absl::StatusOr<absl::Time>> MemoryLedger::Settle(Key key, Settlement settlement) {
  Record* claim = FindClaim(key);
  if (claim == nullptr) co_return absl::FailedPreconditionError("there is no such claim");
  const absl::Time now = loop_.Now();
  settlement.time = now;
  const bool purgeable = settlement.ending != Ending::kUnknown;
  claim->settlement = std::move(settlement);
  if (purgeable) LetPurge(now, std::move(key));
  co_return now;
}

base::Task<absl::Status> MemoryLedger::Release(Key key) {
  Record* claim = FindClaim(key);
  if (claim == nullptr) co_return absl::FailedPreconditionError("there is no such claim");
  if (!claim->finding) {
    records_.erase(key);
    co_return absl::OkStatus();
  }
  const absl::Time now = loop_.Now();
  claim->settlement = Settlement{.ending = Ending::kNotDelivered, .time = now};
  LetPurge(now, std::move(key));
  co_return absl::OkStatus();
}

base::Task<absl::StatusOr<std::vector<KeyedRecord>>> MemoryLedger::List(Query query) {
  std::vector<const Place*> places;  // copies of a million records would hold the loop up
  for (const Place& place : records_) {
    if (Meets(place.first, place.second, query)) places.push_back(&place);
  }
  const auto end =
      places.begin() + static_cast<ptrdiff_t>(std::min(query.records_max, places.size()));
  std::partial_sort(places.begin(), end, places.end(), PlaceComesBefore);
  std::vector<KeyedRecord> list;
  std::transform(places.begin(), end, std::back_inserter(list),
                 [](const Place* place) { return KeyedRecord(*place); });
  co_return list;
}

base::Task<absl::StatusOr<Record>> MemoryLedger::Decide(Key key, Finding finding) {
  const auto it = records_.find(key);
  if (it == records_.end()) co_return absl::NotFoundError("there is no such record");
  Record& record = it->second;
  if (!record.settlement || record.settlement->ending != Ending::kUnknown) {
    co_return absl::FailedPreconditionError("the reply is not unknown");
  }
  finding.time = loop_.Now();
  record.settlement->ending = finding.ending;
  record.settlement->time = finding.time;
  LetPurge(finding.time, std::move(key));
  record.finding = std::move(finding);
  co_return record;
}

}  // namespace imageco::bridge::ledger
