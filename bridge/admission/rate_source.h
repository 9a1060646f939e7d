#ifndef IMAGECO_BRIDGE_ADMISSION_RATE_SOURCE_H_
#define IMAGECO_BRIDGE_ADMISSION_RATE_SOURCE_H_

#include "absl/time/time.h"
#include "bridge/base/loop.h"

namespace imageco::bridge::admission {

// Where the tokens of one merchant come from: each lets one message go. `now` is of a clock that
// nobody sets. On the loop's thread.
class RateSource {
 public:
  virtual ~RateSource() = default;

  // Takes a token, if one is at hand.
  virtual bool TryTake(absl::Time now) = 0;

  // Puts back a token whose message was not sent.
  virtual void Refund() = 0;

  // How long until `tokens` tokens are there at once or one after the other, as far as is known.
  virtual absl::Duration TimeUntil(double tokens, absl::Time now) = 0;

  // How many tokens are there at once, where this process alone counts them; otherwise 0.
  virtual double Left(absl::Time /*now*/) { return 0; }

  // Nobody can tell at present whether there are tokens.
  virtual bool failed() const { return false; }

  // `listener` runs whenever that or TimeUntil changed by itself. One listener.
  virtual void Listen(base::Callback /*listener*/) {}
};

}  // namespace imageco::bridge::admission

#endif  // IMAGECO_BRIDGE_ADMISSION_RATE_SOURCE_H_
