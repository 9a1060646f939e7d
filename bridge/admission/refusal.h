#ifndef IMAGECO_BRIDGE_ADMISSION_REFUSAL_H_
#define IMAGECO_BRIDGE_ADMISSION_REFUSAL_H_

#include "absl/time/time.h"

namespace imageco::bridge::admission {

// When to come back where nothing better is known.
inline constexpr absl::Duration kRetryLater = absl::Seconds(1);

// Why there is no slot, and when there may be one.
struct Refusal {
  enum class Why {
    kRateLimited,
    kRateUnknown,  // the source of the tokens has failed
    kOverloaded,
    kCircuitOpen,
    kDeadlineTooShort,
    kCallerGone,
    kDraining
  };
  Why why;
  absl::Duration retry_after;
  bool is_callers_own = false;  // another caller at the same moment might have had a slot
};

}  // namespace imageco::bridge::admission

#endif  // IMAGECO_BRIDGE_ADMISSION_REFUSAL_H_
