#include "bridge/ledger/postgres/pg_ledger.h"

#include <algorithm>
#include <utility>

#include "bridge/base/random.h"

namespace imageco::bridge::ledger {
namespace {

constexpr absl::Duration kUpkeepInterval = absl::Seconds(1);

constexpr size_t kOwnerBytes = 16;

// Tokens that are remembered: about 1 MB.
constexpr size_t kUnsentMax = 65'536;

base::SteadyTime After(base::SteadyTime time, absl::Duration duration) {
  return time + absl::ToChronoNanoseconds(duration);
}

}  // namespace

absl::StatusOr<std::unique_ptr<PgLedger>> PgLedger::Make(std::unique_ptr<PgDatabase> database,
                                                         PgLedgerOptions options) {
  absl::StatusOr<std::string> owner = base::RandomHex(kOwnerBytes);
  if (!owner.ok()) return owner.status();
  return std::unique_ptr<PgLedger>(
      new PgLedger(std::move(database), std::move(options), *std::move(owner)));
}

PgLedger::PgLedger(std::unique_ptr<PgDatabase> database, PgLedgerOptions options, std::string owner)
    : options_(std::move(options)),
      statements_(
          {.lease = options_.lease, .retention = options_.retention, .clock = options_.clock}),
      database_(std::move(database)),
      claims_(*database_, statements_, std::move(owner)),
      upkeep_timer_(database_->loop()) {
  const base::SteadyTime now = database_->loop().SteadyNow();
  next_sweep_ = After(now, options_.sweep_interval);
  next_purge_ = After(now, options_.first_purge);
  UpkeepLater();
}

PgLedger::~PgLedger() {
  closing_ = true;
  upkeep_timer_.Cancel();
  database_->Close();
  claims_.Close();
}

Record PgLedger::ToRecord(const PgRecord& record) const {
  Record result = record.record;
  result.claimed_here = claims_.Owns(record);
  return result;
}

void PgLedger::NoteUnsent(int64_t token) {
  unsent_.insert(token);
  if (unsent_.size() > kUnsentMax) unsent_.erase(unsent_.begin());
}

bool PgLedger::IsUnsent(const PgRecord& record) const {
  return !record.record.settlement && claims_.Owns(record) && unsent_.contains(record.claim_token);
}

// The record, without a claim that nobody sends for.
base::Task<absl::StatusOr<std::optional<PgRecord>>> PgLedger::Look(const Key& key,
                                                                   Attempt& attempt) {
  for (;;) {
    auto look = claims_.Look(key, attempt);
    absl::StatusOr<std::optional<PgRecord>> found = co_await look;
    if (!found.ok()) co_return found;
    if (!*found) {
      // Another ledger has no record either.
      auto confirm = database_->Confirm(attempt);
      if (absl::Status status = co_await confirm; !status.ok()) co_return status;
      co_return found;
    }
    if (!IsUnsent(**found)) co_return found;
    const PgClaim claim{key, (*found)->claim_token};
    auto release = claims_.Release(claim, attempt);
    absl::Status released = co_await release;
    if (absl::IsUnavailable(released)) co_return released;
  }
}

base::Task<absl::StatusOr<std::optional<Record>>> PgLedger::Find(Key key) {
  Attempt attempt = database_->Begin();
  auto look = Look(key, attempt);
  const absl::StatusOr<std::optional<PgRecord>> found = co_await look;
  if (!found.ok()) co_return found.status();
  if (!*found) co_return std::optional<Record>();
  co_return std::optional<Record>(ToRecord(**found));
}

// The record that was there before; nothing: it is claimed.
base::Task<absl::StatusOr<std::optional<PgRecord>>> PgLedger::TryClaim(
    const PgClaim& claim, const Fingerprint& fingerprint, Attempt& attempt) {
  while (database_->loop().SteadyNow() < attempt.deadline) {
    auto insert = claims_.Insert(claim, fingerprint, attempt);
    absl::StatusOr<bool> claimed = co_await insert;
    if (!claimed.ok()) co_return claimed.status();
    if (*claimed) co_return std::nullopt;
    auto look = Look(claim.key, attempt);
    absl::StatusOr<std::optional<PgRecord>> found = co_await look;
    if (!found.ok()) co_return found;
    if (!*found) continue;  // gone again
    // A try of ours whose answer was lost. Read alone, it may be on this server only.
    if (claims_.Is(**found, claim) && !(*found)->record.settlement) {
      auto hold = claims_.Hold(claim, attempt);
      const absl::StatusOr<bool> held = co_await hold;
      if (!held.ok()) co_return held.status();
      if (*held) co_return std::nullopt;
      continue;
    }
    if (!MayGoAgain((*found)->record, fingerprint)) co_return found;
    auto insert_again = claims_.InsertAgain(claim, fingerprint, attempt);
    claimed = co_await insert_again;
    if (!claimed.ok()) co_return claimed.status();
    if (*claimed) co_return std::nullopt;
  }
  co_return absl::UnavailableError("others change the record all the time");
}

base::Task<absl::StatusOr<Claimed>> PgLedger::Claim(Key key, Fingerprint fingerprint) {
  const PgClaim claim{key, ++last_token_};
  Attempt attempt = database_->Begin();
  // Counted from before anything is sent, so that the lease in the database ends later.
  const base::SteadyTime send_by =
      After(database_->loop().SteadyNow(), options_.lease - options_.send_margin);
  auto try_claim = TryClaim(claim, fingerprint, attempt);
  const absl::StatusOr<std::optional<PgRecord>> before = co_await try_claim;
  if ((!before.ok() || *before) && attempt.lost) NoteUnsent(claim.token);
  if (!before.ok()) co_return before.status();
  if (*before) co_return Claimed{.before = ToRecord(**before)};
  held_.insert_or_assign(key, Held{.token = claim.token});
  co_return Claimed{.before = {}, .send_by = send_by};
}

// Where an earlier call was answered UnavailableError, it may have happened all the same.
void PgLedger::KeepOrForget(const PgClaim& claim, const absl::Status& status) {
  const auto held = held_.find(claim.key);
  // A later claim of the key is another matter.
  if (held == held_.end() || held->second.token != claim.token) return;
  if (absl::IsUnavailable(status)) {
    held->second.lost = true;
  } else {
    held_.erase(held);
  }
}

base::Task<absl::StatusOr<absl::Time>> PgLedger::Settle(Key key, Settlement settlement) {
  const auto held = held_.find(key);
  if (held == held_.end()) co_return NoSuchClaim();
  const PgClaim claim{key, held->second.token};
  Attempt attempt = database_->Begin();
  auto settle = claims_.Settle(claim, settlement, attempt);
  absl::StatusOr<absl::Time> settled = co_await settle;
  KeepOrForget(claim, settled.status());
  co_return settled;
}

base::Task<absl::Status> PgLedger::Release(Key key) {
  const auto held = held_.find(key);
  if (held == held_.end()) co_return NoSuchClaim();
  const PgClaim claim{key, held->second.token};
  NoteUnsent(claim.token);  // a late try may make it again, or a failover undo the release
  Attempt attempt = database_->Begin();
  attempt.lost = held->second.lost;
  auto release = claims_.Release(claim, attempt);
  absl::Status released = co_await release;
  KeepOrForget(claim, released);
  co_return released;
}

base::Task<absl::StatusOr<std::vector<KeyedRecord>>> PgLedger::List(Query query) {
  std::vector<PgValue> values;
  const PgStatement statement = statements_.List(query, values);
  Attempt attempt = database_->Begin();
  auto run = database_->Run(statement, std::move(values), attempt);
  const absl::StatusOr<PgRows> rows = co_await run;
  if (!rows.ok()) co_return rows.status();
  auto confirm = database_->Confirm(attempt);
  if (absl::Status status = co_await confirm; !status.ok()) co_return status;
  std::vector<KeyedRecord> list;
  for (const PgRow& row : *rows) {
    const PgRecord record = ToPgRecord(row);
    list.emplace_back(record.key, ToRecord(record));
  }
  co_return list;
}

base::Task<absl::StatusOr<Record>> PgLedger::Decide(Key key, Finding finding) {
  Attempt attempt = database_->Begin();
  // So that a lease that ran out is seen to.
  auto look = Look(key, attempt);
  const absl::StatusOr<std::optional<PgRecord>> found = co_await look;
  if (!found.ok()) co_return found.status();
  if (!*found) co_return absl::NotFoundError("there is no such record");
  auto decide = claims_.Decide(key, finding, (*found)->record.finding, attempt);
  const absl::StatusOr<std::optional<PgRecord>> decided = co_await decide;
  if (!decided.ok()) co_return decided.status();
  if (!*decided) co_return absl::FailedPreconditionError("the reply is not unknown");
  co_return ToRecord(**decided);
}

base::Task<absl::StatusOr<size_t>> PgLedger::Count(const PgStatement& statement,
                                                   std::vector<PgValue> values) {
  Attempt attempt = database_->Begin();
  auto run = database_->Run(statement, std::move(values), attempt);
  const absl::StatusOr<PgRows> rows = co_await run;
  if (!rows.ok()) co_return rows.status();
  co_return rows->size();
}

base::Task<absl::StatusOr<size_t>> PgLedger::Sweep() { return Count(statements_.sweep, {}); }

base::Task<absl::StatusOr<size_t>> PgLedger::Purge() {
  return Count(statements_.purge, {FromTime(database_->loop().Now())});
}

void PgLedger::UpkeepLater() {
  if (closing_) return;
  upkeep_timer_.Set(kUpkeepInterval, [this] { base::Spawn(Upkeep(), [this] { UpkeepLater(); }); });
}

base::Task<absl::Status> PgLedger::ReleaseUnsent() {
  if (unsent_.empty()) co_return absl::OkStatus();
  Attempt listing = database_->Begin();
  auto list = claims_.ListOwn(listing);
  const absl::StatusOr<std::vector<PgClaim>> claims = co_await list;
  if (!claims.ok()) co_return claims.status();
  for (const PgClaim& claim : *claims) {
    if (!unsent_.contains(claim.token)) continue;
    Attempt attempt = database_->Begin();
    auto release = claims_.Release(claim, attempt);
    absl::Status released = co_await release;
    if (absl::IsUnavailable(released)) co_return released;
  }
  co_return absl::OkStatus();
}

base::Task<void> PgLedger::Upkeep() {
  if (!database_->ready()) co_return;
  Attempt attempt = database_->Begin();
  auto confirm = database_->Confirm(attempt);
  if (const absl::Status confirmed = co_await confirm; !confirmed.ok()) co_return;
  auto release = ReleaseUnsent();
  if (const absl::Status released = co_await release; !released.ok()) co_return;
  const base::SteadyTime now = database_->loop().SteadyNow();
  if (now >= next_sweep_) {
    auto sweep = Sweep();
    const absl::StatusOr<size_t> swept = co_await sweep;
    if (!swept.ok()) co_return;
    // A full round may have left some for the next.
    if (*swept < PgStatements::kRowsMax) next_sweep_ = After(now, options_.sweep_interval);
  }
  if (now >= next_purge_) {
    auto purge = Purge();
    const absl::StatusOr<size_t> purged = co_await purge;
    if (!purged.ok()) co_return;
    if (*purged < PgStatements::kRowsMax) next_purge_ = After(now, options_.purge_interval);
  }
}

}  // namespace imageco::bridge::ledger
