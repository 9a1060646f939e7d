#ifndef IMAGECO_CLIENTS_CPP_SRC_ASKING_AGAIN_H_
#define IMAGECO_CLIENTS_CPP_SRC_ASKING_AGAIN_H_

#include <chrono>
#include <optional>

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

// The clock, the chance and the patience of a caller.
class Surroundings {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Surroundings() = default;

  virtual Clock::time_point Now() = 0;

  // Comes back early where the caller cancels.
  virtual void Wait(std::chrono::nanoseconds duration) = 0;
  virtual bool IsCancelled() = 0;

  // From 0 to 1.
  virtual double Random() = 0;
};

// The attempts of one call, within its timeout.
class Attempts {
 public:
  Attempts(const Persistence& persistence, std::chrono::nanoseconds timeout,
           Surroundings& surroundings);

  // Of the next attempt.
  std::chrono::nanoseconds NextTimeout();

  // After an attempt that failed: what the call as a whole ends in, or nothing, once it is time for
  // the next attempt. `sent` of what it ends in speaks of all attempts.
  std::optional<Error> After(const Error& error);

 private:
  std::chrono::nanoseconds Left();
  void Note(const Error& error);
  std::chrono::nanoseconds NextWait(const Error& error);
  bool Lengthen(const Error& error, std::chrono::nanoseconds left);
  Error WithSent(Error error) const;
  Error Cancelled() const;

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
Result<Response> Ask(Attempts attempts, const Attempt& attempt) {
  for (;;) {
    Result<Response> answer = attempt(attempts.NextTimeout());
    if (answer.ok()) return answer;
    if (std::optional<Error> error = attempts.After(answer.error())) return *std::move(error);
  }
}

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_ASKING_AGAIN_H_
