#ifndef IMAGECO_COMPLAINT_REPLY_H_
#define IMAGECO_COMPLAINT_REPLY_H_

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace imageco::complaint {

// All texts are UTF-8; lengths are counted in characters (Unicode code points).

using Time = std::chrono::system_clock::time_point;

// A link that the consumer can follow, and its text.
struct JumpLink {
  std::string url;   // HTTPS, at most 512
  std::string text;  // at most 10
};

// A reply to one complaint.
struct ReplyRequest {
  // Merchant number, at most 8. May be empty where the bridge serves a single merchant.
  std::string isspid;
  // The reply's serial number, unique per isspid, at most 32. Where it is empty, the client makes
  // one before the first attempt and writes it here.
  std::string transaction_id;
  std::string seller_account;    // receiving account that the complaint is about, at most 64
  std::string complaint_id;      // at most 64
  std::string response_content;  // the text that the consumer reads, at most 200
  // Media ids from Imageco's picture upload interface, at most 4.
  std::vector<std::string> response_images;
  std::optional<JumpLink> jump_link;
  // Check everything that can be checked, and send nothing.
  bool validate_only = false;
};

// What the gateway said.
struct GatewayResult {
  std::string id;       // "0000": replied
  std::string comment;  // mostly Chinese, to be shown as it is
};

// The gateway took the reply (or, with validate_only, would be sent it).
struct ReplyResponse {
  std::string isspid;
  std::string transaction_id;
  std::string seller_account;
  std::string complaint_id;
  // Absent with validate_only, and where an operator settled the reply.
  std::optional<GatewayResult> result;
  // This transaction_id had been answered before; nothing was sent this time.
  bool replayed = false;
  // When the outcome was recorded. Absent with validate_only.
  std::optional<Time> settle_time;
};

// How far a reply came. A reply that provably was not sent leaves no record.
enum class ReplyState {
  kUnspecified = 0,  // one that this client does not know
  kSending = 1,
  kDelivered = 2,
  kRejected = 3,
  kUnknown = 4,       // perhaps it was taken: no verified answer came
  kNotDelivered = 5,  // as an operator found; the same transaction_id may be sent again
};

// Whether the consumer got a reply, as an operator found.
enum class Verdict {
  kUnspecified = 0,
  kDelivered = 1,
  kNotDelivered = 2,
};

// What an operator found out about a reply whose outcome was unknown.
struct Finding {
  Verdict verdict = Verdict::kUnspecified;
  std::string settled_by;
  std::string reason;
  std::optional<Time> settle_time;
  std::string settled_by_identity;  // by the certificate that was shown; empty: none
};

// What the bridge's ledger holds of one reply; no text of it.
struct ReplyRecord {
  std::string isspid;
  std::string transaction_id;
  ReplyState state = ReplyState::kUnspecified;
  std::optional<GatewayResult> result;
  std::optional<Time> claim_time;   // when the intent to send was recorded
  std::optional<Time> settle_time;  // when the outcome was; absent while kSending
  std::optional<Finding> finding;
  std::string why;  // for people: why nobody knows the outcome; with kUnknown
};

}  // namespace imageco::complaint

#endif  // IMAGECO_COMPLAINT_REPLY_H_
