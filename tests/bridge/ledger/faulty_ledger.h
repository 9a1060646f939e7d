#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_FAULTY_LEDGER_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_FAULTY_LEDGER_H_

#include <array>
#include <coroutine>
#include <cstddef>
#include <optional>
#include <vector>

#include "bridge/base/loop.h"
#include "bridge/ledger/ledger.h"

namespace imageco::bridge::ledger {

// What a ledger can be asked.
enum class LedgerCall { kFind, kClaim, kSettle, kRelease, kList, kDecide };

// A ledger in front of another one, which answers later, waits or fails as the test says.
class FaultyLedger final : public Ledger {
 public:
  FaultyLedger(base::Loop& loop, Ledger& ledger) : loop_(loop), ledger_(ledger) {}

  // From now on such calls fail, and nothing comes of them; or they no longer do.
  void Fail(LedgerCall call) { Of(call).fails = true; }
  void Mend(LedgerCall call) { Of(call).fails = false; }

  // From now on such calls wait, before anything comes of them; or those that wait go on.
  void Hold(LedgerCall call) { Of(call).held = true; }
  void Resume(LedgerCall call);

  // From now on no claim is this process's.
  void ClaimElsewhere() { elsewhere_ = true; }

  // From now on claims hold for `lease`, counted from when they are asked for.
  void LimitClaims(absl::Duration lease) { lease_ = lease; }

  // How often it was asked so.
  int count(LedgerCall call) const { return calls_[static_cast<size_t>(call)].count; }

  base::Task<absl::StatusOr<std::optional<Record>>> Find(Key key) override;
  base::Task<absl::StatusOr<Claimed>> Claim(Key key, Fingerprint fingerprint) override;
  base::Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override;
  base::Task<absl::Status> Release(Key key) override;
  base::Task<absl::StatusOr<std::vector<KeyedRecord>>> List(Query query) override;
  base::Task<absl::StatusOr<Record>> Decide(Key key, Finding finding) override;

 private:
  struct State {
    int count = 0;
    bool fails = false;
    bool held = false;
    std::vector<std::coroutine_handle<>> waiting{};
  };

  // Answers never come at once: a real ledger's come from its own thread.
  struct Turn {
    base::Loop& loop;
    State& state;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      if (state.held) return state.waiting.push_back(handle);
      loop.Post([handle] { handle.resume(); });
    }
    void await_resume() const noexcept {}
  };

  State& Of(LedgerCall call) { return calls_[static_cast<size_t>(call)]; }
  base::Task<absl::Status> Begin(LedgerCall call);

  base::Loop& loop_;
  Ledger& ledger_;
  std::array<State, 6> calls_;
  bool elsewhere_ = false;
  std::optional<absl::Duration> lease_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_FAULTY_LEDGER_H_
