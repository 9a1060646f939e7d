#include "clients/cpp/src/asking_again.h"

#include <algorithm>
#include <limits>

#include "clients/cpp/src/local_error.h"
#include "clients/cpp/src/reasons.h"

namespace imageco::complaint {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr double kJitter = 0.2;
constexpr int kAnyNumber = std::numeric_limits<int>::max();
constexpr nanoseconds kAnyTime = nanoseconds::max();

// Codes that, without the bridge's word, may come from a connection that broke. DEADLINE_EXCEEDED
// is an attempt's, CANCELLED a proxy's: those of the caller end the asking elsewhere.
bool MayBeTheConnection(Code code) {
  return code == Code::kUnavailable || code == Code::kUnknown || code == Code::kInternal ||
         code == Code::kCancelled || code == Code::kDeadlineExceeded;
}

bool MaySettleYet(const Error& error) {
  if (const ReasonMeaning* meaning = FindMeaning(error.reason)) return meaning->ask_again;
  // Of a later bridge's reasons only those are sure that its contract makes so.
  if (error.reason == Reason::kUnrecognized) return error.code == Code::kUnavailable;
  return MayBeTheConnection(error.code);
}

bool IsUnavailable(const Error& error) { return error.code == Code::kUnavailable; }

// Whether this answer holds for the earlier attempts too. Any other "nothing was sent" speaks of
// its own attempt alone.
bool SettlesWhatWasSent(const Error& error) {
  return error.sent == Sent::kRefused || error.reason == Reason::kTransactionIdReused;
}

// How much an error tells: that time was up, that the bridge saw that time would be up, or why.
int TellsHowMuch(const Error& error) {
  if (error.reason == Reason::kDeadlineTooShort) return 1;
  return error.reason == Reason::kNone && error.code == Code::kDeadlineExceeded ? 0 : 2;
}

}  // namespace

const Persistence kOnce = {1, kAnyTime, {}, {}, {}, IsUnavailable};
const Persistence kRetries = {4,          kAnyTime,   milliseconds(200),
                              seconds(2), seconds(2), IsUnavailable};
const Persistence kUntilSettled = {kAnyNumber, seconds(30), milliseconds(200),
                                   seconds(5), kAnyTime,    MaySettleYet};

Attempts::Attempts(const Persistence& persistence, nanoseconds timeout, Surroundings& surroundings)
    : persistence_(persistence),
      timeout_(timeout),
      surroundings_(surroundings),
      begin_(surroundings.Now()),
      attempt_max_(persistence.attempt_max),
      backoff_(persistence.backoff_min) {}

nanoseconds Attempts::Left() { return timeout_ - (surroundings_.Now() - begin_); }

nanoseconds Attempts::NextTimeout() {
  ++made_;
  last_timeout_ = std::min(attempt_max_, Left());
  return last_timeout_;
}

std::variant<nanoseconds, Error> Attempts::After(const Error& error) {
  Note(error);
  if (surroundings_.IsCancelled()) return Cancelled();
  if (made_ >= persistence_.attempts_max || !persistence_.is_worth_asking_again(error)) {
    return WithSent(error);
  }
  const nanoseconds wait = NextWait(error);
  if (error.retry_delay > persistence_.wait_max || wait >= Left() ||
      !Lengthen(error, Left() - wait)) {
    return WithSent(*telling_);
  }
  return wait;
}

void Attempts::Note(const Error& error) {
  if (error.sent == Sent::kPerhaps) perhaps_sent_ = true;
  if (SettlesWhatWasSent(error)) perhaps_sent_ = false;
  if (!telling_ || TellsHowMuch(error) >= TellsHowMuch(*telling_)) telling_ = error;
}

nanoseconds Attempts::NextWait(const Error& error) {
  const double jitter = 1 - kJitter + 2 * kJitter * surroundings_.Random();
  const auto wait = std::chrono::duration_cast<nanoseconds>(backoff_ * jitter);
  backoff_ = std::min(backoff_ * 2, persistence_.backoff_max);
  return std::max(wait, error.retry_delay.value_or(nanoseconds::zero()));
}

// A deadline that was too short is tried again only where a longer one is left.
bool Attempts::Lengthen(const Error& error, nanoseconds left) {
  if (error.reason != Reason::kDeadlineTooShort) return true;
  attempt_max_ = kAnyTime;
  return left > last_timeout_;
}

Error Attempts::WithSent(Error error) const {
  if (perhaps_sent_) error.sent = Sent::kPerhaps;
  return error;
}

Error Attempts::Cancelled() const {
  return WithSent(LocalError(Code::kCancelled, "cancelled by the caller"));
}

}  // namespace imageco::complaint
