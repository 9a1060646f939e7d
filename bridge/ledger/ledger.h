#ifndef IMAGECO_BRIDGE_LEDGER_LEDGER_H_
#define IMAGECO_BRIDGE_LEDGER_LEDGER_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "bridge/base/task.h"

namespace imageco::bridge::ledger {

// The vendor's interface for replies to complaints, as it stands in every ledger.
inline constexpr char kReplyInterface[] = "reply";

// Names one message: a merchant's id counts once for each of the vendor's interfaces.
struct Key {
  std::string isspid;
  std::string transaction_id;
  std::string interface = kReplyInterface;

  friend auto operator<=>(const Key&, const Key&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Key& key) {
    return H::combine(std::move(h), key.isspid, key.transaction_id, key.interface);
  }
};

// SHA-256 over a whole request: tells two payloads under one key apart, and reveals neither.
using Fingerprint = std::array<uint8_t, 32>;

enum class Ending {
  kDelivered,
  kRejected,
  kUnknown,
  kNotDelivered,  // only by an operator, of one that was unknown: the same payload may go once more
};

// How an attempt ended, as it is recorded.
struct Settlement {
  Ending ending = Ending::kUnknown;
  std::string result_id{};  // the gateway's, where it gave them
  std::string result_comment{};
  int http_status = 0;  // of a refusal without a result
  std::string why{};    // it is unknown: for people, without keys and texts
  absl::Time time{};    // set by the ledger
};

// What an operator found out about an unknown reply.
struct Finding {
  Ending ending = Ending::kDelivered;  // or kNotDelivered
  std::string settled_by{};
  std::string reason{};
  absl::Time time{};  // set by the ledger
  // What the caller's certificate showed who said so; empty: it showed none.
  std::string settled_by_identity{};
};

// What is known of one reply. A claim that was released leaves no record, save where an operator
// had settled the reply as not delivered before: it is that again.
struct Record {
  Fingerprint fingerprint{};
  absl::Time claim_time{};
  bool claimed_here = true;                // by this process
  std::optional<Settlement> settlement{};  // absent: it is claimed, and being sent
  std::optional<Finding> finding{};  // an operator's last one; stays when the reply goes again
};

// Whether a claim with that fingerprint takes the place of `record`.
inline bool MayGoAgain(const Record& record, const Fingerprint& fingerprint) {
  return record.settlement && record.settlement->ending == Ending::kNotDelivered &&
         record.fingerprint == fingerprint;
}

// What came of a claim.
struct Claimed {
  std::optional<Record> before;  // the record that was there: nothing was claimed
  // The claim holds no longer than this: start to send before, or not at all.
  base::SteadyTime send_by = base::SteadyTime::max();
};

// A place in a list: that of this record.
struct Cursor {
  absl::Time claim_time{};
  Key key;

  friend bool operator<(const Cursor& a, const Cursor& b) {
    return std::tie(a.claim_time, a.key) < std::tie(b.claim_time, b.key);
  }
};

// Which records are meant. What is absent or empty does not restrict.
struct Query {
  std::optional<std::vector<std::string>> isspids{};  // empty: none
  std::vector<std::optional<Ending>> endings{};       // nothing: being sent
  absl::Time claimed_from = absl::InfinitePast();
  absl::Time claimed_before = absl::InfiniteFuture();
  std::optional<Cursor> after{};  // only what comes after it
  size_t records_max = 50;
};

using KeyedRecord = std::pair<Key, Record>;

// Who sent what and how it ended: at most one record for a key. What is answered is durable. On the
// loop's thread. An UnavailableError means that nothing is known to have changed; a claim that may
// have been recorded all the same was not answered, so nothing is sent for it.
class Ledger {
 public:
  virtual ~Ledger() = default;

  virtual base::Task<absl::StatusOr<std::optional<Record>>> Find(Key key) = 0;

  // Records the intent to send; or gives the record that was there before. One that an operator
  // settled as not delivered, with the same fingerprint, is claimed anew.
  virtual base::Task<absl::StatusOr<Claimed>> Claim(Key key, Fingerprint fingerprint) = 0;

  // Records how this process's claim ended, and gives the time it stands under.
  // FailedPreconditionError: there is no such claim, or no longer.
  virtual base::Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) = 0;

  // Takes this process's claim back: provably nothing was sent. FailedPreconditionError: there is
  // no such claim, or no longer.
  virtual base::Task<absl::Status> Release(Key key) = 0;

  // Records that meet `query`, the oldest claim first, keys in order where claims are equally old.
  virtual base::Task<absl::StatusOr<std::vector<KeyedRecord>>> List(Query query) = 0;

  // Records what an operator found out, and gives the record as it is then. NotFoundError: no
  // record; FailedPreconditionError: it is not unknown.
  virtual base::Task<absl::StatusOr<Record>> Decide(Key key, Finding finding) = 0;

  // How many claims ended whose ending is not on record yet, and is tried again.
  virtual size_t unrecorded() const { return 0; }
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_LEDGER_H_
