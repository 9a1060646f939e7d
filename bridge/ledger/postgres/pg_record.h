#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_RECORD_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_RECORD_H_

#include <optional>
#include <string>

#include "bridge/ledger/ledger.h"
#include "bridge/ledger/postgres/pg_value.h"

namespace imageco::bridge::ledger {

// The columns that ToPgRecord reads, as SQL; CLOCK stands for the database's time.
inline constexpr char kPgRecordColumns[] =
    "isspid, transaction_id, interface, fingerprint, state, claim_time, settle_time, owner, "
    "claim_token, "
    "result_id, result_comment, http_status, why, finding_state, finding_by, finding_reason, "
    "finding_time, finding_identity, (state = 'claimed' AND lease_until <= CLOCK)";

// A record as it stands in the database.
struct PgRecord {
  Key key;
  Record record;            // claimed_here is not known here
  std::string owner;        // whose process claimed it; empty: it gave the claim up
  int64_t claim_token = 0;  // of the owner's claims, this one
  bool lease_ran_out = false;
};

PgRecord ToPgRecord(const PgRow& row);

// The word in the column `state`; nothing: it is claimed.
std::string ToPgState(std::optional<Ending> ending);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_RECORD_H_
