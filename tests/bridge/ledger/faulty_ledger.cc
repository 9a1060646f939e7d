#include "tests/bridge/ledger/faulty_ledger.h"

#include <utility>

namespace imageco::bridge::ledger {

void FaultyLedger::Resume(LedgerCall call) {
  Of(call).held = false;
  for (const std::coroutine_handle<> handle : std::exchange(Of(call).waiting, {})) {
    loop_.Post([handle] { handle.resume(); });
  }
}

base::Task<absl::Status> FaultyLedger::Begin(LedgerCall call) {
  State& state = Of(call);
  ++state.count;
  Turn turn{.loop = loop_, .state = state};
  co_await turn;
  if (state.fails) co_return absl::UnavailableError("the ledger's disk is full");
  co_return absl::OkStatus();
}

base::Task<absl::StatusOr<std::optional<Record>>> FaultyLedger::Find(Key key) {
  auto begin = Begin(LedgerCall::kFind);
  if (absl::Status status = co_await begin; !status.ok()) co_return status;
  auto find = ledger_.Find(std::move(key));
  absl::StatusOr<std::optional<Record>> found = co_await find;
  if (elsewhere_ && found.ok() && *found) (*found)->claimed_here = false;
  co_return found;
}

base::Task<absl::StatusOr<Claimed>> FaultyLedger::Claim(Key key, Fingerprint fingerprint) {
  const base::SteadyTime asked = loop_.SteadyNow();
  auto begin = Begin(LedgerCall::kClaim);
  if (absl::Status status = co_await begin; !status.ok()) co_return status;
  auto claim = ledger_.Claim(std::move(key), fingerprint);
  absl::StatusOr<Claimed> claimed = co_await claim;
  if (lease_ && claimed.ok()) claimed->send_by = asked + absl::ToChronoNanoseconds(*lease_);
  if (elsewhere_ && claimed.ok() && claimed->before) claimed->before->claimed_here = false;
  co_return claimed;
}

base::Task<absl::StatusOr<absl::Time>> FaultyLedger::Settle(Key key, Settlement settlement) {
  auto begin = Begin(LedgerCall::kSettle);
  if (absl::Status status = co_await begin; !status.ok()) co_return status;
  auto settle = ledger_.Settle(std::move(key), std::move(settlement));
  co_return co_await settle;
}

base::Task<absl::Status> FaultyLedger::Release(Key key) {
  auto begin = Begin(LedgerCall::kRelease);
  if (absl::Status status = co_await begin; !status.ok()) co_return status;
  auto release = ledger_.Release(std::move(key));
  co_return co_await release;
}

base::Task<absl::StatusOr<std::vector<KeyedRecord>>> FaultyLedger::List(Query query) {
  auto begin = Begin(LedgerCall::kList);
  if (absl::Status status = co_await begin; !status.ok()) co_return status;
  auto list = ledger_.List(std::move(query));
  co_return co_await list;
}

base::Task<absl::StatusOr<Record>> FaultyLedger::Decide(Key key, Finding finding) {
  auto begin = Begin(LedgerCall::kDecide);
  if (absl::Status status = co_await begin; !status.ok()) co_return status;
  auto decide = ledger_.Decide(std::move(key), std::move(finding));
  co_return co_await decide;
}

}  // namespace imageco::bridge::ledger
