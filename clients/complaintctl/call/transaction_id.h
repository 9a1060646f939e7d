#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_TRANSACTION_ID_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_TRANSACTION_ID_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace imageco::complaintctl {

// "ctl", the time in UTC to the second and 60 of the random bits: 32 letters and digits, which is
// what the vendor takes at most.
std::string MakeTransactionId(absl::Time now, uint64_t random_bits);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_TRANSACTION_ID_H_
