#ifndef IMAGECO_CLIENTS_CPP_SRC_ASKING_AGAIN_H_
#define IMAGECO_CLIENTS_CPP_SRC_ASKING_AGAIN_H_

#include <chrono>
#include <optional>
#include <utility>
#include <variant>

#include "imageco/complaint/error.h"
#include "imageco/complaint/result.h"

namespace imageco::complaint {

// How hard a call tries.
struct Persistence {
  int attempts_max;
  std::chrono::nanoseconds attempt_max;  // each takes no longer
  std::chrono::nanoseconds backoff_min;  // of the first wait; each later one is twice as long,
  std::chrono::nanoseconds backoff_max;  // up to this
  std::chrono::nanoseconds wait_max;     // the bridge may ask for no more
  bool (*is_worth_asking_again)(const Error& error);
};

// A single attempt; UNAVAILABLE tried again as the shared service config says; and
// Client::ReplyUntilSettled.
extern const Persistence kOnce;
extern const Persistence kRetries;
extern const Persistence kUntilSettled;

// The clock and the chance of a caller, and whether it still wants the call.
class Surroundings {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Surroundings() = default;

  virtual Clock::time_point Now() = 0;
  virtual bool IsCancelled() = 0;

  // From 0 to 1.
  virtual double Random() = 0;
};

// Those of a caller that waits on its own thread.
class PatientSurroundings : public virtual Surroundings {
 public:
  // Comes back early where the caller cancels.
  virtual void Wait(std::chrono::nanoseconds duration) = 0;
};

// The attempts of one call, within its timeout.
class Attempts {
 public:
  Attempts(const Persistence& persistence, std::chrono::nanoseconds timeout,
           Surroundings& surroundings);

  // Of the next attempt.
  std::chrono::nanoseconds NextTimeout();

  // After an attempt that failed: how long to wait before the next one, or what the call as a whole
  // ends in, whose `sent` speaks of all attempts.
  std::variant<std::chrono::nanoseconds, Error> After(const Error& error);

  // What the call ends in where its caller cancels it between two attempts.
  Error Cancelled() const;

 private:
  std::chrono::nanoseconds Left();
  void Note(const Error& error);
  std::chrono::nanoseconds NextWait(const Error& error);
  bool Lengthen(const Error& error, std::chrono::nanoseconds left);
  Error WithSent(Error error) const;

  const Persistence persistence_;
  const std::chrono::nanoseconds timeout_;
  Surroundings& surroundings_;
  const Surroundings::Clock::time_point begin_;
  int made_ = 0;
  std::chrono::nanoseconds last_timeout_{};
  std::chrono::nanoseconds attempt_max_;
  std::chrono::nanoseconds backoff_;
  bool perhaps_sent_ = false;
  std::optional<Error> telling_;  // the last one of the errors that tell most
};

// Makes attempts by `attempt`, a Result<Response> of a timeout, until one succeeds or they end.
template <typename Response, typename Attempt>
Result<Response> Ask(const Persistence& persistence, std::chrono::nanoseconds timeout,
                     PatientSurroundings& surroundings, const Attempt& attempt) {
  Attempts attempts(persistence, timeout, surroundings);
  for (;;) {
    Result<Response> answer = attempt(attempts.NextTimeout());
    if (answer.ok()) return answer;
    std::variant<std::chrono::nanoseconds, Error> next = attempts.After(answer.error());
    if (Error* error = std::get_if<Error>(&next)) return std::move(*error);
    surroundings.Wait(std::get<std::chrono::nanoseconds>(next));
    if (surroundings.IsCancelled()) return attempts.Cancelled();
  }
}

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_ASKING_AGAIN_H_
