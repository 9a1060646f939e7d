#ifndef IMAGECO_BRIDGE_ADMISSION_ADMISSION_H_
#define IMAGECO_BRIDGE_ADMISSION_ADMISSION_H_

#include <algorithm>
#include <coroutine>
#include <list>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/time/time.h"
#include "bridge/admission/breaker.h"
#include "bridge/admission/outlook.h"
#include "bridge/admission/rate_source.h"
#include "bridge/admission/refusal.h"
#include "bridge/base/cancellation.h"
#include "bridge/base/loop.h"
#include "bridge/base/task.h"
#include "bridge/base/timer.h"

namespace imageco::bridge::admission {

struct AdmissionOptions {
  // The tokens that are there at once at most.
  double burst_tokens() const { return std::max(burst != 0 ? burst : rate_per_second, 1.0); }

  double rate_per_second = 0;  // 0: no limit
  uint32_t burst = 0;          // 0: as the rate, at least 1
  uint32_t concurrency_max = 32;
  uint32_t waiting_max = 1000;
  absl::Duration wait_max = absl::Seconds(10);
  uint32_t breaker_failures = 5;
  absl::Duration breaker_pause = absl::Seconds(10);
  absl::Duration time_to_send_min = absl::Milliseconds(100);
};

// Whether one may go on with the tokens of the other.
inline bool HaveSameRate(const AdmissionOptions& a, const AdmissionOptions& b) {
  return a.rate_per_second == b.rate_per_second && a.burst_tokens() == b.burst_tokens();
}

// Of a call that is cancelled.
Refusal FromCancellation(const base::Cancellation& cancelled);

// How many messages of one merchant are sent at a time, and how fast: rate, concurrency, breaker.
// First come, first served, but nobody is let wait who could not be served in time, by how long
// slots have been held of late. On the loop's thread; outlives its slots and whoever waits.
class Admission {
 public:
  // The right to send one message. Give it back by destroying it.
  class Slot {
   public:
    Slot(Slot&& other) noexcept
        : admission_(std::exchange(other.admission_, nullptr)),
          tries_(other.tries_),
          begin_(other.begin_) {}
    Slot& operator=(Slot&&) = delete;
    ~Slot();

    // Nothing was sent: the message does not count against the rate.
    void Refund();
    // The gateway had a word for it, good or bad. True: the breaker closes by that.
    bool Succeed();
    // The gateway had none. True: the breaker opens.
    bool Fail();

   private:
    friend class Admission;
    Slot(Admission& admission, bool tries, absl::Time begin)
        : admission_(&admission), tries_(tries), begin_(begin) {}
    Admission* admission_;
    bool tries_;  // whether the breaker opens or closes by it
    absl::Time begin_;
  };

  Admission(base::Loop& loop, const AdmissionOptions& options);
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;
  ~Admission();

  // Tokens come from `rate` from now on, in place of a RateLimit by the options.
  void UseRate(std::unique_ptr<RateSource> rate);

  const AdmissionOptions& options() const { return options_; }

  // How it is now, for a metric.
  struct State {
    uint32_t running = 0;  // slots that are taken
    size_t waiting = 0;
    double tokens = 0;     // infinite: no limit; 0, where they come from elsewhere
    bool is_open = false;  // the breaker
    uint64_t openings = 0;
  };
  State state() const;

  // By `options` from now on. What is under way goes on, and who waits does so for as long as
  // before. The breaker stays as it is, and so do the tokens that are left, unless UseRate follows.
  void Change(const AdmissionOptions& options);

  // Why whoever comes now, with so much time until its deadline, would wait in vain behind those
  // who wait already, as far as was known a moment ago. Nothing: that is to be seen. On any thread.
  // `now` is the loop's.
  std::optional<Refusal> RefuseAhead(absl::Duration time, base::SteadyTime now) const;

  // A slot, where one is free at once and the deadline leaves time to use it.
  std::optional<Slot> TryTake(absl::Time deadline);

  // A slot, as soon as one is free; a refusal as soon as it is clear that none will be in time.
  base::Task<std::variant<Slot, Refusal>> Take(absl::Time deadline, base::Cancellation& caller);

 private:
  struct Waiter;

  absl::Time SteadyNow() const;
  std::optional<Refusal> RefuseAtOnce(absl::Time deadline);
  bool CanStart(absl::Time now);
  Slot Start(absl::Time now);
  void Release(const Slot& slot);
  void End(Waiter& waiter, std::variant<Slot, Refusal> result);
  void GiveUp(Waiter& waiter);
  void Pump();
  void PumpLater(absl::Duration delay);
  void PumpAnew();
  Expected Expect(absl::Time now);
  void Look(absl::Time now);
  void Observe(absl::Duration held);
  bool HasLostItsChance(const Waiter& waiter) const;

  base::Loop& loop_;
  AdmissionOptions options_;
  std::unique_ptr<RateSource> rate_;
  Breaker breaker_;
  uint32_t running_ = 0;
  std::list<Waiter*> waiting_;
  absl::Duration hold_;  // how long slots are held, of late; 0: not known
  Outlook outlook_;
  base::Timer pump_timer_;
};

}  // namespace imageco::bridge::admission

#endif  // IMAGECO_BRIDGE_ADMISSION_ADMISSION_H_
