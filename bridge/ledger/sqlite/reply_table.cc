#include "bridge/ledger/sqlite/reply_table.h"

#include <algorithm>
#include <limits>
#include <span>
#include <string>

#include "absl/strings/str_cat.h"
#include "bridge/ledger/query.h"
#include "bridge/ledger/sqlite/reply_row.h"

namespace imageco::bridge::ledger {
namespace {

constexpr char kOfKey[] = " WHERE isspid = ?1 AND transaction_id = ?2 AND interface = ?3";
constexpr char kFromPlace[] =
    " (claim_time, isspid, transaction_id, interface) >= (?1, ?2, ?3, ?4) AND claim_time < ?5"
    " ORDER BY claim_time, isspid, transaction_id, interface LIMIT ?6";
// It is bound by the name that the index has it under, else SQLite does not take the index.
constexpr char kIsNotDelivered[] = " state <> 'delivered' ";

std::string Select(const char* where) {
  return absl::StrCat("SELECT ", kRecordColumns, " FROM replies", where);
}

// In the order of ReplyTable::Statement.
std::vector<std::string> StatementTexts() {
  const std::string cleared = "result_id = '', result_comment = '', http_status = 0, why = ''";
  return {
      Select(kOfKey),
      R"(INSERT INTO replies (isspid, transaction_id, interface, fingerprint, claim_time, state)
         VALUES (?1, ?2, ?3, ?4, ?5, 'claimed') ON CONFLICT DO NOTHING)",
      absl::StrCat("UPDATE replies SET state = 'claimed', claim_time = ?5, settle_time = NULL, ",
                   cleared, kOfKey, " AND state = 'not_delivered' AND fingerprint = ?4"),
      absl::StrCat("UPDATE replies SET state = ?4, settle_time = ?5, result_id = ?6, "
                   "result_comment = ?7, http_status = ?8, why = ?9",
                   kOfKey, " AND state = 'claimed'"),
      absl::StrCat("DELETE FROM replies", kOfKey, " AND state = 'claimed' AND finding IS NULL"),
      absl::StrCat("UPDATE replies SET state = 'not_delivered', settle_time = ?4", kOfKey,
                   " AND state = 'claimed'"),
      absl::StrCat("UPDATE replies SET state = ?4, settle_time = ?5, finding = ?4, "
                   "finding_time = ?5, settled_by = ?6, reason = ?7, settled_by_identity = ?8",
                   kOfKey, " AND state = 'unknown'"),
      Select(absl::StrCat(" WHERE", kFromPlace).c_str()),
      Select(absl::StrCat(" WHERE", kIsNotDelivered, "AND", kFromPlace).c_str()),
      absl::StrCat("DELETE FROM replies", kOfKey),
      absl::StrCat("UPDATE replies SET state = 'unknown', settle_time = ?1, why = ?2 WHERE",
                   kIsNotDelivered, "AND state = 'claimed'"),
      "UPDATE ledger SET commits = commits + 1",
      Select(" WHERE isspid = ?1 LIMIT ?2"),
  };
}

template <typename List, typename Value>
bool Contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// The first number of microseconds that is not before `time`.
int64_t NotBefore(absl::Time time) {
  const int64_t column = ToColumn(time);
  const bool rounded = FromColumn(column) < time;
  return rounded && column < std::numeric_limits<int64_t>::max() ? column + 1 : column;
}

// Where to begin, in columns: a place that the first row may stand at itself.
struct Place {
  int64_t claim_time;
  Key key{"", "", ""};
};

Place FirstPlace(absl::Time from, const std::optional<Cursor>& after) {
  Place first{NotBefore(from)};
  if (!after || ToColumn(after->claim_time) < first.claim_time) return first;
  // No text stands between another one and the same with a zero byte behind it.
  return {ToColumn(after->claim_time),
          {after->key.isspid, after->key.transaction_id, after->key.interface + '\0'}};
}

bool MayBePurged(const Record& record, absl::Time limit) {
  return record.settlement && record.settlement->ending != Ending::kUnknown &&
         record.settlement->time <= limit;
}

}  // namespace

absl::StatusOr<ReplyTable> ReplyTable::Make(SqliteDatabase& database) {
  ReplyTable table(database);
  for (const std::string& text : StatementTexts()) {
    absl::StatusOr<SqliteStatement> statement = database.Prepare(text);
    if (!statement.ok()) return statement.status();
    table.statements_.push_back(*std::move(statement));
  }
  return table;
}

absl::StatusOr<bool> ReplyTable::Changes(SqliteStatement& statement) {
  if (absl::Status status = statement.Run(); !status.ok()) return status;
  return database_->changes() > 0;
}

absl::StatusOr<std::optional<Record>> ReplyTable::Find(const Key& key) {
  SqliteStatement& find = statements_[kFind].Bind(key);
  const absl::StatusOr<bool> row = find.Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::optional<Record>();
  absl::StatusOr<KeyedRecord> found = ReadRow(find);
  find.Reset();
  if (!found.ok()) return found.status();
  return std::optional<Record>(std::move(found->second));
}

absl::StatusOr<Claimed> ReplyTable::Claim(const Key& key, const Fingerprint& fingerprint,
                                          absl::Time now) {
  const auto claimed = Changes(statements_[kClaim].Bind(key, fingerprint, ToColumn(now)));
  if (!claimed.ok()) return claimed.status();
  if (!*claimed) return ClaimAgain(key, fingerprint, now);
  claims_.push_back({now, key});
  return Claimed{};
}

absl::StatusOr<Claimed> ReplyTable::ClaimAgain(const Key& key, const Fingerprint& fingerprint,
                                               absl::Time now) {
  absl::StatusOr<std::optional<Record>> before = Find(key);
  if (!before.ok()) return before.status();
  if (*before && !MayGoAgain(**before, fingerprint)) return Claimed{.before = *std::move(*before)};
  const auto claimed = Changes(statements_[kClaimAgain].Bind(key, fingerprint, ToColumn(now)));
  if (!claimed.ok()) return claimed.status();
  if (!*claimed) return absl::UnavailableError("the file is corrupt");
  claims_.push_back({now, key});
  return Claimed{};
}

absl::Status ReplyTable::Settle(const Key& key, const Settlement& settlement, absl::Time now) {
  const auto settled = Changes(statements_[kSettle].Bind(
      key, StateOf(settlement.ending), ToColumn(now), settlement.result_id,
      settlement.result_comment, int64_t{settlement.http_status}, settlement.why));
  if (!settled.ok()) return settled.status();
  return *settled ? absl::OkStatus() : absl::FailedPreconditionError("there is no such claim");
}

absl::Status ReplyTable::Release(const Key& key, absl::Time now) {
  const auto removed = Changes(statements_[kRelease].Bind(key));
  if (!removed.ok()) return removed.status();
  if (*removed) return absl::OkStatus();
  const auto released = Changes(statements_[kReleaseAgain].Bind(key, ToColumn(now)));
  if (!released.ok()) return released.status();
  return *released ? absl::OkStatus() : absl::FailedPreconditionError("there is no such claim");
}

absl::StatusOr<Record> ReplyTable::Decide(const Key& key, const Finding& finding) {
  const auto decided = Changes(
      statements_[kDecide].Bind(key, StateOf(finding.ending), ToColumn(finding.time),
                                finding.settled_by, finding.reason, finding.settled_by_identity));
  if (!decided.ok()) return decided.status();
  absl::StatusOr<std::optional<Record>> record = Find(key);
  if (!record.ok()) return record.status();
  if (!*record) return absl::NotFoundError("there is no such record");
  if (!*decided) return absl::FailedPreconditionError("the reply is not unknown");
  return **std::move(record);
}

absl::StatusOr<Range> ReplyTable::List(const Query& query, int64_t rows_max) {
  const bool all = query.endings.empty() || Contains(query.endings, Ending::kDelivered);
  const Place first = FirstPlace(query.claimed_from, query.after);
  SqliteStatement& list = statements_[all ? kList : kListNotDelivered].Bind(
      first.claim_time, first.key, NotBefore(query.claimed_before), rows_max);
  Range range;
  for (int64_t rows = 1;; ++rows) {
    const absl::StatusOr<bool> row = list.Step();
    if (!row.ok()) return row.status();
    if (!*row) return range;
    absl::StatusOr<KeyedRecord> record = ReadRow(list);
    if (!record.ok()) return record.status();
    if (rows == rows_max) range.next = ReadCursor(list);
    if (Meets(record->first, record->second, query)) range.records.push_back(*std::move(record));
    if (range.records.size() < query.records_max) continue;
    list.Reset();
    range.next.reset();
    return range;
  }
}

absl::StatusOr<std::optional<std::vector<KeyedRecord>>> ReplyTable::ListIfFew(const Query& query,
                                                                              int64_t rows_max) {
  std::vector<KeyedRecord> list;
  for (const std::string& isspid : *query.isspids) {
    SqliteStatement& of_isspid = statements_[kOfIsspid].Bind(isspid, rows_max);
    while (true) {
      const absl::StatusOr<bool> row = of_isspid.Step();
      if (!row.ok()) return row.status();
      if (!*row) break;
      absl::StatusOr<KeyedRecord> record = ReadRow(of_isspid);
      if (!record.ok()) return record.status();
      if (--rows_max > 0) {
        if (Meets(record->first, record->second, query)) list.push_back(*std::move(record));
        continue;
      }
      of_isspid.Reset();
      return std::optional<std::vector<KeyedRecord>>();
    }
  }
  std::sort(list.begin(), list.end(), [](const KeyedRecord& a, const KeyedRecord& b) {
    return ComesBefore(a.first, a.second, b.first, b.second);
  });
  list.resize(std::min(list.size(), query.records_max));
  return std::optional(std::move(list));
}

absl::StatusOr<std::optional<Cursor>> ReplyTable::Purge(absl::Time limit,
                                                        const std::optional<Cursor>& after,
                                                        int64_t rows_max) {
  // What was claimed later was settled later: the order of claims leads to all that may go.
  const Query query{.claimed_before = limit + absl::Microseconds(1),
                    .after = after,
                    .records_max = static_cast<size_t>(rows_max)};
  absl::StatusOr<Range> range = List(query, rows_max);
  if (!range.ok()) return range.status();
  for (const auto& [key, record] : range->records) {
    if (!MayBePurged(record, limit)) continue;
    absl::Status status = statements_[kDelete].Bind(key).Run();
    if (!status.ok()) return status;
  }
  if (static_cast<int64_t>(range->records.size()) < rows_max) return std::optional<Cursor>();
  const auto& [key, record] = range->records.back();
  return std::optional<Cursor>({record.claim_time, key});
}

absl::StatusOr<int64_t> ReplyTable::EndClaims(absl::Time now) {
  const std::string why = "the bridge ended while it was being sent";
  absl::Status status = statements_[kEndClaims].Bind(ToColumn(now), why).Run();
  if (!status.ok()) return status;
  return database_->changes();
}

absl::Status ReplyTable::Withdraw(const Cursor& claim) {
  const absl::StatusOr<std::optional<Record>> record = Find(claim.key);
  if (!record.ok()) return record.status();
  const bool recorded =
      *record && !(*record)->settlement && (*record)->claim_time == claim.claim_time;
  return recorded ? Release(claim.key, claim.claim_time) : absl::OkStatus();
}

}  // namespace imageco::bridge::ledger
