#ifndef IMAGECO_CLIENTS_CPP_SRC_REASONS_H_
#define IMAGECO_CLIENTS_CPP_SRC_REASONS_H_

#include <string_view>

#include "imageco/complaint/error.h"

namespace imageco::complaint {

// What a reason of the bridge means (error_reason.proto).
struct ReasonMeaning {
  std::string_view name;
  Reason reason;
  Code code;  // that it comes with
  Sent sent;
  bool ask_again;               // asking again later, with the same id, may end otherwise
  std::string_view what_to_do;  // in the words of every client (tests/vectors/clients.json)
};

inline constexpr std::string_view kAskAgain =
    "ask again with the same transaction_id or look at the complaint, never send it under a new "
    "one";
inline constexpr std::string_view kRetry = "retry with the same transaction_id";

// Null where the table lacks it; it lacks kNone and kUnrecognized.
const ReasonMeaning* FindMeaning(Reason reason);
const ReasonMeaning* FindMeaning(std::string_view name);

// Whether a failure without the bridge's word, of this code, can only stand in front of the bridge.
// kPermissionDenied, which HTTP's 403 becomes, may have been passed on an answer on its way back.
bool IsTurnedAway(Code code);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_REASONS_H_
