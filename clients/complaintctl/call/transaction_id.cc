#include "clients/complaintctl/call/transaction_id.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace imageco::complaintctl {

std::string MakeTransactionId(absl::Time now, uint64_t random_bits) {
  return absl::StrCat("ctl", absl::FormatTime("%Y%m%d%H%M%S", now, absl::UTCTimeZone()),
                      absl::StrFormat("%015x", random_bits >> 4));
}

}  // namespace imageco::complaintctl
