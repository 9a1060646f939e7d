#include "bridge/admission/admission.h"

#include <algorithm>

#include "bridge/admission/rate_limit.h"

namespace imageco::bridge::admission {
namespace {

// Of how many slots the time that they are held is the mean, the latest ones counting most.
constexpr int kHoldsOfLate = 8;

absl::Time ToSteadyTime(base::SteadyTime time) {
  return absl::UnixEpoch() + absl::FromChrono(time.time_since_epoch());
}

std::unique_ptr<RateLimit> MakeRate(const AdmissionOptions& options, absl::Time now) {
  return std::make_unique<RateLimit>(options.rate_per_second, options.burst_tokens(), now);
}

}  // namespace

// Awaited in Take; ended by exactly one of: a slot, its timer, its caller, the breaker. Destroyed
// before it goes on, it gives back what it got.
struct Admission::Waiter {
  Waiter(Admission& admission, base::Cancellation& caller, absl::Time deadline,
         absl::Duration wait_max, bool is_wait_its_own)
      : admission(admission),
        caller(caller),
        deadline(deadline),
        wait_max(wait_max),
        is_wait_its_own(is_wait_its_own),
        timer(admission.loop_) {}
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;
  ~Waiter() {
    if (waits) Leave();
    if (!result) return;
    if (auto* slot = std::get_if<Slot>(&*result)) slot->Refund();
  }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    waiting = handle;
    waits = true;
    place = admission.waiting_.insert(admission.waiting_.end(), this);
    admission.Look(admission.SteadyNow());
    timer.Set(wait_max, [this] { admission.GiveUp(*this); });
    caller.Listen([this] { admission.End(*this, FromCancellation(caller)); });
    admission.Pump();
  }
  std::variant<Slot, Refusal> await_resume() { return *std::exchange(result, std::nullopt); }

  void Leave() {
    waits = false;
    admission.waiting_.erase(place);
    admission.Look(admission.SteadyNow());
    timer.Cancel();
    caller.Listen(nullptr);
  }

  Admission& admission;
  base::Cancellation& caller;
  const absl::Time deadline;
  const absl::Duration wait_max;
  const bool is_wait_its_own;  // by its deadline, and not by what anybody may wait
  std::optional<std::variant<Slot, Refusal>> result;
  bool waits = false;
  std::list<Waiter*>::iterator place;
  base::Timer timer;  // the end of its wait; then when it goes on
  std::coroutine_handle<> waiting;
};

Refusal FromCancellation(const base::Cancellation& cancelled) {
  const bool drains = cancelled.why() == base::Cancellation::Why::kDraining;
  return {drains ? Refusal::Why::kDraining : Refusal::Why::kCallerGone, absl::ZeroDuration(),
          /*is_callers_own=*/true};
}

Admission::Slot::~Slot() {
  if (admission_ != nullptr) admission_->Release(*this);
}

void Admission::Slot::Refund() { admission_->rate_->Refund(); }

bool Admission::Slot::Succeed() { return admission_->breaker_.Succeed(); }

bool Admission::Slot::Fail() { return admission_->breaker_.Fail(admission_->SteadyNow()); }

Admission::Admission(base::Loop& loop, const AdmissionOptions& options)
    : loop_(loop),
      options_(options),
      rate_(MakeRate(options, SteadyNow())),
      breaker_(options.breaker_failures, options.breaker_pause),
      pump_timer_(loop) {}

Admission::~Admission() = default;

// For the breaker and the rate, which nobody may change by setting the wall clock.
absl::Time Admission::SteadyNow() const { return ToSteadyTime(loop_.SteadyNow()); }

std::optional<Refusal> Admission::RefuseAhead(absl::Duration time, base::SteadyTime now) const {
  return RefuseIfInVain(outlook_.At(ToSteadyTime(now)), time);
}

void Admission::UseRate(std::unique_ptr<RateSource> rate) {
  rate_ = std::move(rate);
  rate_->Listen([this] { PumpAnew(); });
  PumpAnew();
}

void Admission::Change(const AdmissionOptions& options) {
  const bool is_same_rate = HaveSameRate(options, options_);
  options_ = options;
  breaker_.Change(options.breaker_failures, options.breaker_pause);
  if (!is_same_rate) {
    auto rate = MakeRate(options, SteadyNow());
    rate->Leave(rate_->Left(SteadyNow()));
    rate_ = std::move(rate);
  }
  PumpAnew();
}

Admission::State Admission::state() const {
  return {.running = running_,
          .waiting = waiting_.size(),
          .tokens = rate_->Left(SteadyNow()),
          .is_open = breaker_.is_open(),
          .openings = breaker_.openings()};
}

// Takes the token where it says yes.
bool Admission::CanStart(absl::Time now) {
  return running_ < options_.concurrency_max && breaker_.Allows(now) && rate_->TryTake(now);
}

Admission::Slot Admission::Start(absl::Time now) {
  ++running_;
  Look(now);
  return Slot(*this, breaker_.Begin(), now);
}

std::optional<Admission::Slot> Admission::TryTake(absl::Time deadline) {
  const bool has_time = deadline - loop_.Now() >= options_.time_to_send_min;
  const absl::Time now = SteadyNow();
  if (!has_time || !waiting_.empty() || !CanStart(now)) return std::nullopt;
  return Start(now);
}

// What whoever comes next has to expect.
Expected Admission::Expect(absl::Time now) {
  const double place = static_cast<double>(waiting_.size()) + 1;
  Expected expected = {.rate_turn = rate_->TimeUntil(place, now),
                       .hold = hold_,
                       .time_to_send_min = options_.time_to_send_min,
                       .wait_max = options_.wait_max,
                       .is_full = waiting_.size() >= options_.waiting_max};
  if (running_ >= options_.concurrency_max) {
    expected.slot_turn = hold_ * place / options_.concurrency_max;
  }
  return expected;
}

// Tells others. Where nobody waits, what was told would not be told anew in time.
void Admission::Look(absl::Time now) {
  outlook_.Tell(waiting_.empty() ? Expected() : Expect(now), now);
}

void Admission::Observe(absl::Duration held) {
  hold_ = hold_ == absl::ZeroDuration() ? held : hold_ + (held - hold_) / kHoldsOfLate;
}

// Whoever comes after it has a use for the slot.
bool Admission::HasLostItsChance(const Waiter& waiter) const {
  return waiting_.size() > 1 && waiter.deadline - loop_.Now() < hold_;
}

std::optional<Refusal> Admission::RefuseAtOnce(absl::Time deadline) {
  const absl::Duration left = deadline - loop_.Now() - options_.time_to_send_min;
  if (left < absl::ZeroDuration()) {
    return Refusal{Refusal::Why::kDeadlineTooShort, absl::ZeroDuration(), /*is_callers_own=*/true};
  }
  if (!breaker_.Allows(SteadyNow())) {
    return Refusal{Refusal::Why::kCircuitOpen, breaker_.TimeUntilTry(SteadyNow())};
  }
  if (rate_->failed()) return Refusal{Refusal::Why::kRateUnknown, kRetryLater};
  return RefuseIfInVain(Expect(SteadyNow()), deadline - loop_.Now());
}

base::Task<std::variant<Admission::Slot, Refusal>> Admission::Take(absl::Time deadline,
                                                                   base::Cancellation& caller) {
  if (const std::optional<Refusal> refusal = RefuseAtOnce(deadline)) co_return *refusal;
  if (caller.why()) co_return FromCancellation(caller);
  const absl::Duration left = deadline - loop_.Now() - options_.time_to_send_min;
  Waiter waiter(*this, caller, deadline, std::min(left, options_.wait_max),
                left < options_.wait_max);
  co_return co_await waiter;
}

void Admission::Release(const Slot& slot) {
  --running_;
  const absl::Time now = SteadyNow();
  Observe(now - slot.begin_);
  Look(now);
  if (slot.tries_) breaker_.EndTry();
  Pump();
}

void Admission::End(Waiter& waiter, std::variant<Slot, Refusal> result) {
  waiter.Leave();
  waiter.result.emplace(std::move(result));
  // Not at once: whoever gave the slot back is still on the stack.
  waiter.timer.Set(absl::ZeroDuration(), [&waiter] { waiter.waiting.resume(); });
}

// It has waited as long as it may. Its turn may be this very moment, though.
void Admission::GiveUp(Waiter& waiter) {
  Pump();
  if (waiter.result) return;
  End(waiter, Refusal{Refusal::Why::kOverloaded, kRetryLater, waiter.is_wait_its_own});
}

void Admission::Pump() {
  while (!waiting_.empty()) {
    const absl::Time now = SteadyNow();
    if (!breaker_.Allows(now)) {
      End(*waiting_.front(), Refusal{Refusal::Why::kCircuitOpen, breaker_.TimeUntilTry(now)});
    } else if (HasLostItsChance(*waiting_.front())) {
      End(*waiting_.front(), Refusal{Refusal::Why::kDeadlineTooShort, absl::ZeroDuration(),
                                     /*is_callers_own=*/true});
    } else if (CanStart(now)) {
      End(*waiting_.front(), Start(now));
    } else if (rate_->failed()) {
      End(*waiting_.front(), Refusal{Refusal::Why::kRateUnknown, kRetryLater});
    } else if (running_ < options_.concurrency_max) {
      return PumpLater(rate_->TimeUntil(1, now));
    } else {
      return;
    }
  }
}

// The timer was set by what was known before.
void Admission::PumpAnew() {
  pump_timer_.Cancel();
  Look(SteadyNow());
  Pump();
}

void Admission::PumpLater(absl::Duration delay) {
  if (!pump_timer_.is_set()) pump_timer_.Set(delay, [this] { Pump(); });
}

}  // namespace imageco::bridge::admission
