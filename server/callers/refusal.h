#ifndef IMAGECO_SERVER_CALLERS_REFUSAL_H_
#define IMAGECO_SERVER_CALLERS_REFUSAL_H_

#include "bridge/failure.h"

namespace imageco::server {

// A call goes no further because of who makes it.
struct Refusal {
  enum class Why {
    kNoIdentity,     // nothing was shown that says who it is
    kBadCredential,  // what was shown counts for nothing
    kNotAllowed,     // it is known, and may not do this
    kRate,           // it may, and does so too often
  };

  Why why = Why::kNotAllowed;
  bridge::Failure failure;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_REFUSAL_H_
