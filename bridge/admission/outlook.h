#ifndef IMAGECO_BRIDGE_ADMISSION_OUTLOOK_H_
#define IMAGECO_BRIDGE_ADMISSION_OUTLOOK_H_

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>

#include "absl/time/time.h"
#include "bridge/admission/refusal.h"

namespace imageco::bridge::admission {

// What somebody has to expect who comes now and finds no slot free.
struct Expected {
  absl::Duration rate_turn{};                          // until the rate lets it go
  absl::Duration slot_turn{};                          // until a slot is free for it
  absl::Duration hold{};                               // how long its message then holds the slot
  absl::Duration time_to_send_min{};                   // between turn and deadline
  absl::Duration wait_max = absl::InfiniteDuration();  // how long anybody may wait
  bool is_full = false;                                // nobody else may
};

// Why whoever has so much `time` until its deadline would wait in vain. Nothing: it has time for
// its turn, for its message and for as much again, as far as that is no more than a quarter of its
// time, since turns come later than expected, too.
std::optional<Refusal> RefuseIfInVain(const Expected& expected, absl::Duration time);

// What is expected, told on the loop's thread and asked on any. `now` is of a clock that nobody
// sets.
class Outlook {
 public:
  void Tell(const Expected& expected, absl::Time now);
  Expected At(absl::Time now) const;

 private:
  // Each may be of another moment than the next: all of them are guesses. In nanoseconds; turns are
  // moments of that clock.
  std::atomic<int64_t> rate_turn_ = std::numeric_limits<int64_t>::min();
  std::atomic<int64_t> slot_turn_ = std::numeric_limits<int64_t>::min();
  std::atomic<int64_t> hold_ = 0;
  std::atomic<int64_t> time_to_send_min_ = 0;
  std::atomic<int64_t> wait_max_ = std::numeric_limits<int64_t>::max();
  std::atomic<bool> is_full_ = false;
};

}  // namespace imageco::bridge::admission

#endif  // IMAGECO_BRIDGE_ADMISSION_OUTLOOK_H_
