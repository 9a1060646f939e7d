#ifndef IMAGECO_BRIDGE_BASE_CANCELLATION_H_
#define IMAGECO_BRIDGE_BASE_CANCELLATION_H_

#include <utility>

#include "bridge/base/loop.h"

namespace imageco::bridge::base {

// Says that a caller has gone away. On the loop's thread; one listener at a time.
class Cancellation {
 public:
  bool cancelled() const { return cancelled_; }

  void Cancel() {
    cancelled_ = true;
    if (Callback listener = std::exchange(listener_, nullptr)) listener();
  }

  // `listener` runs once when the caller goes, unless it is taken back with nullptr before.
  void Listen(Callback listener) { listener_ = std::move(listener); }

 private:
  bool cancelled_ = false;
  Callback listener_;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_CANCELLATION_H_
