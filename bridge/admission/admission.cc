#include "bridge/admission/admission.h"

#include <algorithm>

#include "bridge/admission/rate_limit.h"

namespace imageco::bridge::admission {
namespace {

// When to come back where nothing better is known.
constexpr absl::Duration kRetryLater = absl::Seconds(1);

std::unique_ptr<RateSource> MakeRate(const AdmissionOptions& options, absl::Time now) {
  const double burst = options.burst != 0 ? options.burst : options.rate_per_second;
  return std::make_unique<RateLimit>(options.rate_per_second, burst, now);
}

}  // namespace

// Awaited in Take; ended by exactly one of: a slot, its timer, its caller, the breaker.
struct Admission::Waiter {
  Admission& admission;
  base::Cancellation& caller;
  absl::Duration wait_max;
  std::optional<std::variant<Slot, Refusal>> result;
  std::list<Waiter*>::iterator place;
  base::Loop::TimerId timer = 0;
  std::coroutine_handle<> waiting;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    waiting = handle;
    place = admission.waiting_.insert(admission.waiting_.end(), this);
    timer = admission.loop_.RunAfter(wait_max, [this] { admission.GiveUp(*this); });
    caller.Listen([this] {
      admission.End(*this, Refusal{Refusal::Why::kCallerGone, absl::ZeroDuration()});
    });
    admission.Pump();
  }
  std::variant<Slot, Refusal> await_resume() { return *std::move(result); }
};

Admission::Slot::~Slot() {
  if (admission_ != nullptr) admission_->Release(*this);
}

void Admission::Slot::Refund() { admission_->rate_->Refund(); }

void Admission::Slot::Succeed() { admission_->breaker_.Succeed(); }

void Admission::Slot::Fail() { admission_->breaker_.Fail(admission_->SteadyNow()); }

Admission::Admission(base::Loop& loop, const AdmissionOptions& options)
    : loop_(loop),
      options_(options),
      rate_(MakeRate(options, loop.Now())),
      breaker_(options.breaker_failures, options.breaker_pause) {}

Admission::~Admission() {
  if (pump_timer_) loop_.Cancel(*pump_timer_);
}

// For the breaker, whose pause nobody may make longer by setting the wall clock back.
absl::Time Admission::SteadyNow() const {
  return absl::UnixEpoch() + absl::FromChrono(loop_.SteadyNow().time_since_epoch());
}

void Admission::UseRate(std::unique_ptr<RateSource> rate) {
  rate_ = std::move(rate);
  rate_->Listen([this] { PumpAnew(); });
}

// Takes the token where it says yes.
bool Admission::CanStart() {
  return running_ < options_.concurrency_max && breaker_.Allows(SteadyNow()) &&
         rate_->TryTake(loop_.Now());
}

Admission::Slot Admission::Start() {
  ++running_;
  return Slot(*this, breaker_.Begin());
}

std::optional<Admission::Slot> Admission::TryTake(absl::Time deadline) {
  const bool has_time = deadline - loop_.Now() >= options_.time_to_send_min;
  if (!has_time || !waiting_.empty() || !CanStart()) return std::nullopt;
  return Start();
}

absl::Duration Admission::TimeUntilTurn() {
  return rate_->TimeUntil(static_cast<double>(waiting_.size()) + 1, loop_.Now());
}

std::optional<Refusal> Admission::RefuseAtOnce(absl::Time deadline) {
  const absl::Duration left = deadline - loop_.Now() - options_.time_to_send_min;
  if (left < absl::ZeroDuration()) {
    return Refusal{Refusal::Why::kDeadlineTooShort, absl::ZeroDuration()};
  }
  if (!breaker_.Allows(SteadyNow())) {
    return Refusal{Refusal::Why::kCircuitOpen, breaker_.TimeUntilTry(SteadyNow())};
  }
  if (rate_->failed()) return Refusal{Refusal::Why::kRateUnknown, kRetryLater};
  const absl::Duration turn = TimeUntilTurn();
  if (turn > std::min(left, options_.wait_max)) return Refusal{Refusal::Why::kRateLimited, turn};
  if (waiting_.size() >= options_.waiting_max) {
    return Refusal{Refusal::Why::kOverloaded, std::max(turn, kRetryLater)};
  }
  return std::nullopt;
}

base::Task<std::variant<Admission::Slot, Refusal>> Admission::Take(absl::Time deadline,
                                                                   base::Cancellation& caller) {
  if (const std::optional<Refusal> refusal = RefuseAtOnce(deadline)) co_return *refusal;
  if (caller.cancelled()) co_return Refusal{Refusal::Why::kCallerGone, absl::ZeroDuration()};
  const absl::Duration left = deadline - loop_.Now() - options_.time_to_send_min;
  Waiter waiter{.admission = *this,
                .caller = caller,
                .wait_max = std::min(left, options_.wait_max),
                .result = {},
                .place = {},
                .timer = 0,
                .waiting = {}};
  co_return co_await waiter;
}

void Admission::Release(const Slot& slot) {
  --running_;
  if (slot.tries_) breaker_.EndTry();
  Pump();
}

void Admission::End(Waiter& waiter, std::variant<Slot, Refusal> result) {
  waiting_.erase(waiter.place);
  loop_.Cancel(waiter.timer);
  waiter.caller.Listen(nullptr);
  waiter.result.emplace(std::move(result));
  // Not at once: whoever gave the slot back is still on the stack.
  loop_.Post([handle = waiter.waiting] { handle.resume(); });
}

// It has waited as long as it may. Its turn may be this very moment, though.
void Admission::GiveUp(Waiter& waiter) {
  Pump();
  if (!waiter.result) End(waiter, Refusal{Refusal::Why::kOverloaded, kRetryLater});
}

void Admission::Pump() {
  while (!waiting_.empty()) {
    if (const absl::Time now = SteadyNow(); !breaker_.Allows(now)) {
      End(*waiting_.front(), Refusal{Refusal::Why::kCircuitOpen, breaker_.TimeUntilTry(now)});
    } else if (CanStart()) {
      End(*waiting_.front(), Start());
    } else if (rate_->failed()) {
      End(*waiting_.front(), Refusal{Refusal::Why::kRateUnknown, kRetryLater});
    } else if (running_ < options_.concurrency_max) {
      return PumpLater(rate_->TimeUntil(1, loop_.Now()));
    } else {
      return;
    }
  }
}

// The timer was set by what was known before.
void Admission::PumpAnew() {
  if (pump_timer_) loop_.Cancel(*std::exchange(pump_timer_, std::nullopt));
  Pump();
}

void Admission::PumpLater(absl::Duration delay) {
  if (pump_timer_) return;
  pump_timer_ = loop_.RunAfter(delay, [this] {
    pump_timer_.reset();
    Pump();
  });
}

}  // namespace imageco::bridge::admission
