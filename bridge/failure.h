#ifndef IMAGECO_BRIDGE_FAILURE_H_
#define IMAGECO_BRIDGE_FAILURE_H_

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/admission/admission.h"
#include "bridge/gateway/message/validator.h"
#include "bridge/gateway/outcome.h"
#include "bridge/ledger/ledger.h"
#include "imageco/complaint/v1/error_reason.pb.h"

namespace imageco::bridge {

// The gateway's texts are kept and told no longer than this.
inline constexpr size_t kResultIdBytesMax = 64;
inline constexpr size_t kResultCommentBytesMax = 1024;

// Why a call gets no answer, by the public contract's reasons. Holds no key, text or link.
struct Failure {
  complaint::v1::ErrorReason reason = complaint::v1::ERROR_REASON_UNSPECIFIED;
  std::string message;                            // for people
  std::vector<gateway::FieldFault> faults;        // of INVALID_REQUEST
  std::optional<absl::Duration> retry_after;      // when to come back
  std::map<std::string, std::string> metadata{};  // as the reason documents
};

Failure InvalidRequest(std::vector<gateway::FieldFault> faults);
// A request without a fault that could not be encoded, signed or told apart all the same: for want
// of memory, or else for a fault that nobody looked for.
Failure CannotPrepare(const absl::Status& status);
Failure MerchantNotConfigured(const std::string& isspid);
Failure ReplyNotFound();
Failure ReplyNotUnknown();
Failure TransactionIdReused();
Failure ReplyInProgress();
Failure LedgerUnavailable(const absl::Status& status);
Failure Draining();
Failure OutcomeUnknown(const std::string& why);
Failure GatewayRejected(const std::string& result_id, const std::string& comment, int http_status);

Failure FromRefusal(const admission::Refusal& refusal);

// Of an outcome after which the same id may be sent again; nothing of any other.
std::optional<Failure> NothingTaken(const gateway::Outcome& outcome);

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_FAILURE_H_
