#include "bridge/ledger/sqlite/reply_row.h"

#include <algorithm>
#include <utility>

namespace imageco::bridge::ledger {
namespace {

// In the order of kRecordColumns.
enum Column {
  kIsspid,
  kTransactionId,
  kInterface,
  kFingerprint,
  kClaimTime,
  kState,
  kSettleTime,
  kResultId,
  kResultComment,
  kHttpStatus,
  kWhy,
  kFinding,
  kSettledBy,
  kReason,
  kFindingTime,
  kSettledByIdentity,
};

constexpr std::pair<Ending, const char*> kStates[] = {{Ending::kDelivered, "delivered"},
                                                      {Ending::kRejected, "rejected"},
                                                      {Ending::kUnknown, "unknown"},
                                                      {Ending::kNotDelivered, "not_delivered"}};

std::optional<Ending> EndingOf(const std::string& state) {
  for (const auto& [ending, name] : kStates) {
    if (state == name) return ending;
  }
  return std::nullopt;
}

Key ReadKey(const SqliteStatement& row) {
  return {row.Text(kIsspid), row.Text(kTransactionId), row.Text(kInterface)};
}

Settlement ReadSettlement(const SqliteStatement& row, Ending ending) {
  return {.ending = ending,
          .result_id = row.Text(kResultId),
          .result_comment = row.Text(kResultComment),
          .http_status = static_cast<int>(row.Number(kHttpStatus)),
          .why = row.Text(kWhy),
          .time = FromColumn(row.Number(kSettleTime))};
}

Finding ReadFinding(const SqliteStatement& row, Ending ending) {
  return {.ending = ending,
          .settled_by = row.Text(kSettledBy),
          .reason = row.Text(kReason),
          .time = FromColumn(row.Number(kFindingTime)),
          .settled_by_identity = row.Text(kSettledByIdentity)};
}

}  // namespace

std::string StateOf(Ending ending) {
  for (const auto& [known, name] : kStates) {
    if (ending == known) return name;
  }
  return "";
}

int64_t ToColumn(absl::Time time) { return absl::ToUnixMicros(time); }

absl::Time FromColumn(int64_t microseconds) { return absl::FromUnixMicros(microseconds); }

Cursor ReadCursor(const SqliteStatement& row) {
  return {FromColumn(row.Number(kClaimTime)), ReadKey(row)};
}

absl::StatusOr<KeyedRecord> ReadRow(const SqliteStatement& row) {
  Record record;
  const std::string fingerprint = row.Text(kFingerprint);
  const std::string state = row.Text(kState);
  const std::optional<Ending> ending = EndingOf(state);
  if (fingerprint.size() != record.fingerprint.size() || (!ending && state != "claimed")) {
    return absl::UnavailableError("the file is corrupt");
  }
  std::copy(fingerprint.begin(), fingerprint.end(), record.fingerprint.begin());
  record.claim_time = FromColumn(row.Number(kClaimTime));
  if (ending) record.settlement = ReadSettlement(row, *ending);
  if (const auto finding = EndingOf(row.Text(kFinding))) {
    record.finding = ReadFinding(row, *finding);
  }
  return KeyedRecord(ReadKey(row), std::move(record));
}

}  // namespace imageco::bridge::ledger
