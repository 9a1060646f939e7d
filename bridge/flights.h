#ifndef IMAGECO_BRIDGE_FLIGHTS_H_
#define IMAGECO_BRIDGE_FLIGHTS_H_

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <limits>
#include <list>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "bridge/base/loop.h"
#include "bridge/base/timer.h"
#include "bridge/ledger/ledger.h"

namespace imageco::bridge {

// The replies under way in this process, so that callers with one id share one attempt. Result is
// what they share. On the loop's thread.
template <typename Result>
class Flights {
 public:
  class Flight;
  class Landing;

  explicit Flights(base::Loop& loop) : loop_(loop) {}

  // The flight under that key; null where there is none. Await a Landing at once: the flight goes
  // when it lands.
  Flight* Find(const ledger::Key& key) {
    const auto it = flights_.find(key);
    return it == flights_.end() ? nullptr : it->second;
  }

 private:
  // Who waits, in order. Where a flight told them nothing, the first goes on and begins the next
  // one, which takes over the others: were all of them to go on, many would cost the square of
  // their number.
  using Line = std::list<Landing*>;

  std::unique_ptr<Line> TakeLine(const ledger::Key& key) {
    const auto left = lines_.extract(key);
    return left.empty() ? std::make_unique<Line>() : std::move(left.mapped());
  }
  void LeaveToFirst(const ledger::Key& key, std::unique_ptr<Line> line) {
    if (line->empty()) return;
    Landing* const first = line->front();
    first->Leave();
    if (!line->empty()) lines_.emplace(key, std::move(line));
    first->GoOn(std::nullopt);
  }
  // Whoever was to begin the next flight has gone.
  void PassOn(const ledger::Key& key) {
    if (!flights_.contains(key)) LeaveToFirst(key, TakeLine(key));
  }

  base::Loop& loop_;
  uint64_t arrivals_ = 0;  // who has come to wait so far
  absl::flat_hash_map<ledger::Key, Flight*> flights_;
  absl::flat_hash_map<ledger::Key, std::unique_ptr<Line>> lines_;  // between two flights
};

// Waits for the landing of a flight: co_await it, once. Gives the leader's result, or nothing where
// there is none for this one: then look again, and begin a flight where there is none.
template <typename Result>
class Flights<Result>::Landing {
 public:
  // `fingerprint`: of the payload that waits.
  Landing(Flight& flight, const ledger::Fingerprint& fingerprint)
      : flight_(flight),
        flights_(flight.flights_),
        key_(flight.key_),
        fingerprint_(fingerprint),
        arrival_(++flights_.arrivals_),
        resumption_(flights_.loop_) {}
  Landing(const Landing&) = delete;
  Landing& operator=(const Landing&) = delete;
  ~Landing() {
    if (line_ != nullptr) Leave();
    if (is_to_begin_) flights_.PassOn(key_);
  }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    line_ = flight_.line_.get();
    place_ = line_->insert(line_->end(), this);
  }
  std::optional<Result> await_resume() {
    is_to_begin_ = false;
    return std::move(result_);
  }

 private:
  friend class Flights;

  void Leave() { std::exchange(line_, nullptr)->erase(place_); }
  // Not at once: the leader is on the stack yet.
  void GoOn(std::optional<Result> result) {
    is_to_begin_ = !result.has_value();
    result_ = std::move(result);
    resumption_.Set(absl::ZeroDuration(), [this] { waiting_.resume(); });
  }

  Flight& flight_;  // until it lands
  Flights& flights_;
  const ledger::Key key_;
  const ledger::Fingerprint fingerprint_;
  const uint64_t arrival_;
  bool is_to_begin_ = false;
  Line* line_ = nullptr;  // while it waits
  typename Line::iterator place_;
  std::optional<Result> result_;
  std::coroutine_handle<> waiting_;
  base::Timer resumption_;
};

// One attempt under way, alive in its leader's coroutine.
template <typename Result>
class Flights<Result>::Flight {
 public:
  // There must be no flight under `key`.
  Flight(Flights& flights, ledger::Key key, const ledger::Fingerprint& fingerprint)
      : flights_(flights),
        key_(std::move(key)),
        fingerprint_(fingerprint),
        line_(flights.TakeLine(key_)) {
    flights_.flights_.emplace(key_, this);
  }
  Flight(const Flight&) = delete;
  Flight& operator=(const Flight&) = delete;

  // Lands: who waits for the same payload hears what was shared, after the leader; the first of the
  // others goes on without.
  ~Flight() {
    flights_.flights_.erase(key_);
    if (shared_) TellLine();
    flights_.LeaveToFirst(key_, std::move(line_));
  }

  const ledger::Fingerprint& fingerprint() const { return fingerprint_; }

  // Its claim is on record: no other payload can have this key before it lands.
  void HoldKey() { holds_key_ = true; }
  bool holds_key() const { return holds_key_; }

  // Its claim may go before it lands: who comes from now on is told nothing.
  void LetGoOfKey() {
    holds_key_ = false;
    last_told_ = arrivals();
  }

  // Who has come so far, to this flight or another.
  uint64_t arrivals() const { return flights_.arrivals_; }

  // What the others are told too: all, or those who had come by `arrivals`, where it rests on what
  // was so then. Gives it back; the flight is to land before anybody else can come.
  Result Share(Result result, uint64_t arrivals = std::numeric_limits<uint64_t>::max()) {
    last_told_ = std::min(last_told_, arrivals);
    if (!line_->empty()) shared_ = result;
    return result;
  }

 private:
  friend class Landing;

  void TellLine() {
    for (auto next = line_->begin(); next != line_->end();) {
      Landing& landing = **next++;
      if (landing.arrival_ > last_told_ || landing.fingerprint_ != fingerprint_) continue;
      landing.Leave();
      landing.GoOn(shared_);
    }
  }

  Flights& flights_;
  const ledger::Key key_;
  const ledger::Fingerprint fingerprint_;
  bool holds_key_ = false;
  uint64_t last_told_ = std::numeric_limits<uint64_t>::max();  // of the arrivals
  std::optional<Result> shared_;
  std::unique_ptr<Line> line_;
};

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_FLIGHTS_H_
