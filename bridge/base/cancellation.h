#ifndef IMAGECO_BRIDGE_BASE_CANCELLATION_H_
#define IMAGECO_BRIDGE_BASE_CANCELLATION_H_

#include <optional>
#include <utility>

#include "bridge/base/loop.h"

namespace imageco::bridge::base {

// Says that nobody waits for a call any more, and why. On the loop's thread; one listener at a
// time.
class Cancellation {
 public:
  enum class Why { kCallerGone, kDraining };

  // Nothing: somebody waits.
  std::optional<Why> why() const { return why_; }

  // The first one counts.
  void Cancel(Why why = Why::kCallerGone) {
    if (!why_) why_ = why;
    if (Callback listener = std::exchange(listener_, nullptr)) listener();
  }

  // `listener` runs once when that is so, unless it is taken back with nullptr before.
  void Listen(Callback listener) { listener_ = std::move(listener); }

 private:
  std::optional<Why> why_;
  Callback listener_;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_CANCELLATION_H_
