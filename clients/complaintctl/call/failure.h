#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_FAILURE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_FAILURE_H_

#include <string>

#include "imageco/complaint/error.h"

namespace imageco::complaintctl {

// A call that failed.
struct Failure {
  complaint::Error error;
  std::string isspid;  // of the request
  // It was to record an operator's finding, and came as far as the bridge, or perhaps did.
  bool settles = false;
};

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_FAILURE_H_
