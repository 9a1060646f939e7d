#ifndef IMAGECO_BRIDGE_LEDGER_LEDGER_H_
#define IMAGECO_BRIDGE_LEDGER_LEDGER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/task.h"

namespace imageco::bridge::ledger {

// Names one reply.
struct Key {
  std::string isspid;
  std::string transaction_id;

  friend bool operator==(const Key&, const Key&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Key& key) {
    return H::combine(std::move(h), key.isspid, key.transaction_id);
  }
};

// SHA-256 over a whole request: tells two payloads under one key apart, and reveals neither.
using Fingerprint = std::array<uint8_t, 32>;

enum class Ending { kDelivered, kRejected, kUnknown };

// How an attempt ended, as it is recorded.
struct Settlement {
  Ending ending = Ending::kUnknown;
  std::string result_id{};  // the gateway's, where it gave them
  std::string result_comment{};
  int http_status = 0;  // of a refusal without a result
  std::string why{};    // it is unknown: for people, without keys and texts
  absl::Time time{};    // set by the ledger
};

// What is known of one reply. A claim that was released leaves no record.
struct Record {
  Fingerprint fingerprint{};
  absl::Time claim_time;
  std::optional<Settlement> settlement;  // absent: it is being sent
};

// Who sent what and how it ended: at most one record for a key. A claim is durable before it is
// answered, a settlement too. Called on the loop's thread; every error means that nothing changed,
// and is UnavailableError.
class Ledger {
 public:
  virtual ~Ledger() = default;

  virtual base::Task<absl::StatusOr<std::optional<Record>>> Find(Key key) = 0;

  // Records the intent to send and gives nothing; or gives the record that was there before.
  virtual base::Task<absl::StatusOr<std::optional<Record>>> Claim(Key key,
                                                                  Fingerprint fingerprint) = 0;

  // Records how the claim ended, and gives the time it stands under.
  virtual base::Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) = 0;

  // Takes the claim back: provably nothing was sent.
  virtual base::Task<absl::Status> Release(Key key) = 0;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_LEDGER_H_
