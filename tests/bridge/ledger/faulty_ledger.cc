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
  co_return co_await find;
}

base::Task<absl::StatusOr<std::optional<Record>>> FaultyLedger::Claim(Key key,
                                                                      Fingerprint fingerprint) {
  auto begin = Begin(LedgerCall::kClaim);
  if (absl::Status status = co_await begin; !status.ok()) co_return status;
  auto claim = ledger_.Claim(std::move(key), fingerprint);
  co_return co_await claim;
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

}  // namespace imageco::bridge::ledger
