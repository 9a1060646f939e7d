#ifndef IMAGECO_BRIDGE_FLIGHTS_H_
#define IMAGECO_BRIDGE_FLIGHTS_H_

#include <coroutine>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "bridge/base/loop.h"
#include "bridge/ledger/ledger.h"

namespace imageco::bridge {

// The replies under way in this process, so that callers with one id share one attempt. Result is
// what they share. On the loop's thread.
template <typename Result>
class Flights {
 public:
  class Flight;

  explicit Flights(base::Loop& loop) : loop_(loop) {}

  // The flight under that key; null where there is none. Await Landing() at once: it goes when it
  // lands.
  Flight* Find(const ledger::Key& key) {
    const auto it = flights_.find(key);
    return it == flights_.end() ? nullptr : it->second;
  }

 private:
  base::Loop& loop_;
  absl::flat_hash_map<ledger::Key, Flight*> flights_;
};

// One attempt under way, alive in its leader's coroutine.
template <typename Result>
class Flights<Result>::Flight {
 public:
  // Waits for the landing. Gives the leader's result, or nothing where it says nothing to others:
  // then look again.
  struct Landing {
    Flight* flight;
    std::optional<Result> result{};
    std::coroutine_handle<> waiting{};
    bool late = false;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) {
      waiting = handle;
      late = flight->closed_;
      flight->waiting_.push_back(this);
    }
    std::optional<Result> await_resume() { return std::move(result); }
  };

  // There must be no flight under `key`.
  Flight(Flights& flights, ledger::Key key, const ledger::Fingerprint& fingerprint)
      : flights_(flights), key_(std::move(key)), fingerprint_(fingerprint) {
    flights_.flights_.emplace(key_, this);
  }
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;

  // Lands: whoever waits goes on, after the leader.
  ~Flight() {
    flights_.flights_.erase(key_);
    for (Landing* landing : waiting_) {
      if (!landing->late) landing->result = shared_;
      flights_.loop_.Post([handle = landing->waiting] { handle.resume(); });
    }
  }

  const ledger::Fingerprint& fingerprint() const { return fingerprint_; }

  // Its claim is on record: no other payload can have this key before it lands.
  void HoldKey() { holds_key_ = true; }
  bool holds_key() const { return holds_key_; }

  // Its claim may go before it lands: who comes from now on is told nothing.
  void LetGoOfKey() {
    holds_key_ = false;
    closed_ = true;
  }

  // What the others are told too. Gives it back.
  Result Share(Result result) {
    shared_ = result;
    return result;
  }

 private:
  Flights& flights_;
  const ledger::Key key_;
  const ledger::Fingerprint fingerprint_;
  bool holds_key_ = false;
  bool closed_ = false;
  std::optional<Result> shared_;
  std::vector<Landing*> waiting_;
};

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_FLIGHTS_H_
