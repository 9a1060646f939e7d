#include "tests/simulation/store.h"

#include <algorithm>
#include <utility>

namespace imageco::simulation {
namespace {

using bridge::base::SteadyTime;
using bridge::ledger::Ending;
using bridge::ledger::Finding;
using bridge::ledger::Fingerprint;
using bridge::ledger::Key;
using bridge::ledger::KeyedRecord;
using bridge::ledger::Query;
using bridge::ledger::Record;
using bridge::ledger::Settlement;

// The operator asks for endings alone.
bool Meets(const Record& record, const Query& query) {
  std::optional<Ending> ending;
  if (record.settlement) ending = record.settlement->ending;
  return query.endings.empty() ||
         std::find(query.endings.begin(), query.endings.end(), ending) != query.endings.end();
}

}  // namespace

void Store::MakeUnknown(const Key& key, Row& row) {
  row.record.settlement = Settlement{.why = "its process died", .time = world_.loop.Now()};
  check_.Expired(key, row.record);
}

Store::Row* Store::Current(const Key& key) {
  const auto it = rows_.find(key);
  if (it == rows_.end()) return nullptr;
  Row& row = it->second;
  if (!row.record.settlement && world_.loop.SteadyNow() > row.lease_end) MakeUnknown(key, row);
  return &row;
}

Store::Row* Store::FindClaim(const Key& key, Claimant claimant) {
  Row* row = Current(key);
  const bool is_claim = row != nullptr && !row->record.settlement &&
                        row->claimant.process == claimant.process &&
                        row->claimant.token == claimant.token;
  return is_claim ? row : nullptr;
}

Record Store::As(const Row& row, ProcessId reader) const {
  Record record = row.record;
  record.claimed_here = row.claimant.process == reader;
  return record;
}

std::optional<Record> Store::Find(const Key& key, ProcessId reader) {
  const Row* row = Current(key);
  if (row == nullptr) return std::nullopt;
  return As(*row, reader);
}

std::optional<Record> Store::Claim(const Key& key, const Fingerprint& fingerprint,
                                   Claimant claimant, Token lost) {
  Row claim{.record = {}, .claimant = claimant, .lease_end = SteadyTime::max()};
  if (Row* row = Current(key)) {
    const bool is_lost = lost != 0 && FindClaim(key, {claimant.process, lost}) != nullptr &&
                         row->record.fingerprint == fingerprint;
    if (!is_lost && !MayGoAgain(row->record, fingerprint)) return As(*row, claimant.process);
    claim.record.finding = row->record.finding;
  }
  claim.record.fingerprint = fingerprint;
  claim.record.claim_time = world_.loop.Now();
  if (lease_) claim.lease_end = world_.loop.SteadyNow() + absl::ToChronoNanoseconds(*lease_);
  check_.Claimed(key, claim.record, claimant.process);
  rows_.insert_or_assign(key, std::move(claim));
  return std::nullopt;
}

absl::StatusOr<absl::Time> Store::Settle(const Key& key, Claimant claimant, Settlement settlement) {
  Row* row = FindClaim(key, claimant);
  if (row == nullptr) return absl::FailedPreconditionError("there is no such claim");
  settlement.time = world_.loop.Now();
  row->record.settlement = std::move(settlement);
  check_.Settled(key, row->record, claimant.process);
  return row->record.settlement->time;
}

absl::Status Store::Release(const Key& key, Claimant claimant) {
  Row* row = FindClaim(key, claimant);
  if (row == nullptr) return absl::FailedPreconditionError("there is no such claim");
  check_.Released(key, claimant.process);
  if (row->record.finding) {
    row->record.settlement = Settlement{.ending = Ending::kNotDelivered, .time = world_.loop.Now()};
  } else {
    rows_.erase(key);
  }
  return absl::OkStatus();
}

std::vector<KeyedRecord> Store::List(const Query& query, ProcessId reader) {
  std::vector<KeyedRecord> list;
  for (auto& [key, row] : rows_) {
    if (Meets(Current(key)->record, query)) list.emplace_back(key, As(row, reader));
  }
  return list;
}

absl::StatusOr<Record> Store::Decide(const Key& key, Finding finding) {
  Row* row = Current(key);
  if (row == nullptr) return absl::NotFoundError("there is no such record");
  if (!row->record.settlement || row->record.settlement->ending != Ending::kUnknown) {
    return absl::FailedPreconditionError("the reply is not unknown");
  }
  finding.time = world_.loop.Now();
  row->record.settlement->ending = finding.ending;
  row->record.settlement->time = finding.time;
  row->record.finding = std::move(finding);
  check_.Decided(key, row->record);
  return row->record;
}

void Store::Recover() {
  for (auto& [key, row] : rows_) {
    if (!row.record.settlement) MakeUnknown(key, row);
  }
}

bool Store::HoldsClaim(const Key& key, ProcessId process) {
  const Row* row = Current(key);
  return row != nullptr && !row->record.settlement && row->claimant.process == process;
}

size_t Store::open() {
  return std::count_if(rows_.begin(), rows_.end(), [this](auto& entry) {
    const Record& record = Current(entry.first)->record;
    return !record.settlement || record.settlement->ending == Ending::kUnknown;
  });
}

}  // namespace imageco::simulation
