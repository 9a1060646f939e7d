#include "bridge/ledger/postgres/pg_record.h"

#include <algorithm>
#include <array>
#include <utility>

namespace imageco::bridge::ledger {
namespace {

constexpr std::pair<Ending, const char*> kStates[] = {{Ending::kDelivered, "delivered"},
                                                      {Ending::kRejected, "rejected"},
                                                      {Ending::kUnknown, "unknown"},
                                                      {Ending::kNotDelivered, "not_delivered"}};

std::optional<Ending> ToEnding(const std::string& state) {
  for (const auto& [ending, name] : kStates) {
    if (state == name) return ending;
  }
  return std::nullopt;
}

std::string Text(const PgValue& value) { return value.value_or(""); }

Fingerprint ToFingerprint(const std::string& bytes) {
  Fingerprint fingerprint{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), fingerprint.size()), fingerprint.begin());
  return fingerprint;
}

}  // namespace

std::string ToPgState(std::optional<Ending> ending) {
  for (const auto& [known, name] : kStates) {
    if (ending == known) return name;
  }
  return "claimed";
}

PgRecord ToPgRecord(const PgRow& row) {
  PgRecord result;
  size_t column = 0;
  const auto next = [&row, &column]() -> const PgValue& { return ColumnOf(row, column++); };
  result.key.isspid = Text(next());
  result.key.transaction_id = Text(next());
  result.key.interface = Text(next());
  Record& record = result.record;
  record.fingerprint = ToFingerprint(Text(next()));
  const std::optional<Ending> ending = ToEnding(Text(next()));
  record.claim_time = ToTime(next());
  Settlement settlement;
  settlement.ending = ending.value_or(Ending::kUnknown);
  settlement.time = ToTime(next());
  result.owner = Text(next());
  result.claim_token = ToInt(next());
  settlement.result_id = Text(next());
  settlement.result_comment = Text(next());
  settlement.http_status = static_cast<int>(ToInt(next()));
  settlement.why = Text(next());
  if (ending) record.settlement = std::move(settlement);
  Finding finding;
  const std::string found = Text(next());
  finding.ending = ToEnding(found).value_or(Ending::kDelivered);
  finding.settled_by = Text(next());
  finding.reason = Text(next());
  finding.time = ToTime(next());
  finding.settled_by_identity = Text(next());
  if (!found.empty()) record.finding = std::move(finding);
  result.lease_ran_out = ToInt(next()) != 0;
  return result;
}

}  // namespace imageco::bridge::ledger
