#include "tests/simulation/simulated_ledger.h"

#include <memory>
#include <utility>

namespace imageco::simulation {
namespace {

using bridge::base::SteadyTime;
using bridge::base::Task;
using bridge::ledger::Claimed;
using bridge::ledger::Finding;
using bridge::ledger::Fingerprint;
using bridge::ledger::Key;
using bridge::ledger::KeyedRecord;
using bridge::ledger::Query;
using bridge::ledger::Record;
using bridge::ledger::Settlement;

absl::Status Unavailable() { return absl::UnavailableError("the process is dead"); }
absl::Status NoClaim() { return absl::FailedPreconditionError("there is no such claim"); }

}  // namespace

template <typename Result>
Task<Result> SimulatedLedger::Transact(std::function<Result()> transaction, Nature nature) {
  const auto answer = std::make_shared<Answer<Result>>(loop_, Result(nature.if_dead));
  if (!loop_.dead()) {
    const auto result = std::make_shared<std::optional<Result>>();
    database_.Submit({.process = process_,
                      .commit = [result, transaction] { result->emplace(transaction()); },
                      .answer = [answer, result] { answer->Give(**result); },
                      .fail = [answer](absl::Status status) { answer->Give(Result(status)); },
                      .may_come_late = nature.may_come_late,
                      .may_lose_answer = nature.may_lose_answer});
  }
  Answer<Result>& waiting = *answer;
  co_return co_await waiting;
}

Store::Claimant SimulatedLedger::ClaimantOf(const Key& key) const {
  const auto claim = claims_.find(key);
  return {process_, claim == claims_.end() ? 0 : claim->second};
}

Task<absl::StatusOr<std::optional<Record>>> SimulatedLedger::Find(Key key) {
  using Result = absl::StatusOr<std::optional<Record>>;
  auto transact = Transact<Result>(
      [&store = store_, process = process_, key] { return Result(store.Find(key, process)); },
      {.if_dead = Unavailable()});
  co_return co_await transact;
}

Task<absl::StatusOr<Claimed>> SimulatedLedger::Claim(Key key, Fingerprint fingerprint) {
  using Result = absl::StatusOr<Claimed>;
  const Store::Token token = options_.numbers_claims ? ++last_token_ : 1;
  const auto lost_claim = lost_claims_.find(key);
  const Store::Token lost = lost_claim == lost_claims_.end() ? 0 : lost_claim->second;
  SteadyTime send_by = SteadyTime::max();
  if (store_.lease()) {
    send_by = loop_.SteadyNow() + absl::ToChronoNanoseconds(*store_.lease() - options_.send_margin);
  }
  auto transact = Transact<Result>(
      [&store = store_, process = process_, key, fingerprint, token, lost, send_by] {
        return Result(Claimed{.before = store.Claim(key, fingerprint, {process, token}, lost),
                              .send_by = send_by});
      },
      {.if_dead = Unavailable(),
       .may_come_late = true,
       .may_lose_answer = store_.lease().has_value()});
  Result claimed = co_await transact;
  if (!claimed.ok() && options_.takes_up_lost_claims) lost_claims_[key] = token;
  if (claimed.ok() && !claimed->before) claims_[key] = token;
  co_return claimed;
}

Task<absl::StatusOr<absl::Time>> SimulatedLedger::Settle(Key key, Settlement settlement) {
  using Result = absl::StatusOr<absl::Time>;
  auto transact = Transact<Result>(
      [&store = store_, key, settlement, claimant = ClaimantOf(key)] {
        return store.Settle(key, claimant, settlement);
      },
      {.if_dead = NoClaim(), .may_come_late = true});
  co_return co_await transact;
}

Task<absl::Status> SimulatedLedger::Release(Key key) {
  auto transact = Transact<absl::Status>(
      [&store = store_, key, claimant = ClaimantOf(key)] { return store.Release(key, claimant); },
      {.if_dead = NoClaim(), .may_come_late = true});
  co_return co_await transact;
}

Task<absl::StatusOr<std::vector<KeyedRecord>>> SimulatedLedger::List(Query query) {
  using Result = absl::StatusOr<std::vector<KeyedRecord>>;
  auto transact = Transact<Result>(
      [&store = store_, process = process_, query] { return Result(store.List(query, process)); },
      {.if_dead = Unavailable()});
  co_return co_await transact;
}

Task<absl::StatusOr<Record>> SimulatedLedger::Decide(Key key, Finding finding) {
  using Result = absl::StatusOr<Record>;
  auto transact =
      Transact<Result>([&store = store_, key, finding] { return store.Decide(key, finding); },
                       {.if_dead = Unavailable()});
  co_return co_await transact;
}

}  // namespace imageco::simulation
