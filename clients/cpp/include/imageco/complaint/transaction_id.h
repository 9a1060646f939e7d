#ifndef IMAGECO_COMPLAINT_TRANSACTION_ID_H_
#define IMAGECO_COMPLAINT_TRANSACTION_ID_H_

#include <string>

namespace imageco::complaint {

// A new transaction_id: 128 random bits from the system, as 32 hexadecimal digits, which is what
// the vendor takes at most. To be made once for a reply and kept with it. Safe on any thread.
std::string MakeTransactionId();

}  // namespace imageco::complaint

#endif  // IMAGECO_COMPLAINT_TRANSACTION_ID_H_
