#ifndef IMAGECO_BRIDGE_LEDGER_SQLITE_REPLY_ROW_H_
#define IMAGECO_BRIDGE_LEDGER_SQLITE_REPLY_ROW_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/ledger/ledger.h"
#include "bridge/ledger/sqlite/sqlite_statement.h"

namespace imageco::bridge::ledger {

// The columns of a record, in the order that ReadRow wants.
inline constexpr char kRecordColumns[] =
    "isspid, transaction_id, interface, fingerprint, claim_time, state, settle_time, result_id, "
    "result_comment, http_status, why, finding, settled_by, reason, finding_time, "
    "settled_by_identity";

// How a state stands in the file; that of a claim is "claimed".
std::string StateOf(Ending ending);

// Times as they stand in the file: whole microseconds since 1970.
int64_t ToColumn(absl::Time time);
absl::Time FromColumn(int64_t microseconds);

// The record in the row that stands ready. UnavailableError: no ledger writes such a row.
absl::StatusOr<KeyedRecord> ReadRow(const SqliteStatement& row);

// Its place, without the rest.
Cursor ReadCursor(const SqliteStatement& row);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_SQLITE_REPLY_ROW_H_
