#include "bridge/ledger/postgres/pg_statements.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "bridge/ledger/postgres/pg_record.h"
#include "bridge/ledger/postgres/pg_session.h"

namespace imageco::bridge::ledger {
namespace {

// No state, which the table refuses, where the session is for another ledger or not durable; so is
// what comes of IF_DURABLE. A settlement, too, must last: a claim that comes back after one that
// was lost becomes unknown.
constexpr char kClaimedHere[] =
    "(SELECT 'claimed' FROM ledger_identity WHERE identity = SESSION_LEDGER AND "
    "SESSION_IS_DURABLE)";

// What becomes of a claim whose lease ran out. Its owner is struck out, so that it learns.
constexpr char kExpire[] = R"(
UPDATE replies SET state = 'unknown', settle_time = CLOCK, owner = NULL, claim_token = NULL,
  lease_until = NULL, why = 'its sender ended before the outcome was recorded'
WHERE state = 'claimed' AND lease_until <= CLOCK)";

constexpr char kThisKey[] = " isspid = $1 AND transaction_id = $2 AND interface = $3 ";
constexpr char kThisClaim[] =
    " isspid = $1 AND transaction_id = $2 AND interface = $3 AND state = 'claimed' AND owner = $4 "
    "AND claim_token = $5::bigint ";

// By two clocks, so that one that runs ahead purges nothing. The outer condition stands twice: the
// inner one chose the rows before it held their locks.
constexpr char kPurge[] = R"(
DELETE FROM replies
WHERE state IN ('delivered', 'rejected', 'not_delivered')
  AND settle_time <= LEAST(CLOCK, $1::timestamptz) - RETENTION
  AND (isspid, transaction_id, interface) IN (
    SELECT isspid, transaction_id, interface FROM replies
    WHERE state IN ('delivered', 'rejected', 'not_delivered')
      AND settle_time <= LEAST(CLOCK, $1::timestamptz) - RETENTION
    ORDER BY settle_time LIMIT ROWS_MAX)
RETURNING 1)";

// Conditions with their values.
class Conditions {
 public:
  explicit Conditions(std::vector<PgValue>& values) : values_(values) {}

  // The parameter that stands for `value`.
  std::string Value(PgValue value) {
    values_.push_back(std::move(value));
    return absl::StrCat("$", values_.size());
  }
  void Add(std::string condition) { conditions_.push_back(std::move(condition)); }
  std::string Join() const {
    return conditions_.empty() ? "" : absl::StrCat(" WHERE ", absl::StrJoin(conditions_, " AND "));
  }

 private:
  std::vector<PgValue>& values_;
  std::vector<std::string> conditions_;
};

void AddIsspids(const std::vector<std::string>& isspids, Conditions& conditions) {
  std::vector<std::string> list;
  list.reserve(isspids.size());
  for (const std::string& isspid : isspids) list.push_back(conditions.Value(isspid));
  // Of an empty list SQL wants to know nothing.
  conditions.Add(list.empty() ? "false"
                              : absl::StrCat("isspid IN (", absl::StrJoin(list, ", "), ")"));
}

// As literals, which are words of ours: a plan for any value could not use the index of the rare
// states.
void AddEndings(const std::vector<std::optional<Ending>>& endings, Conditions& conditions) {
  std::vector<std::string> list;
  list.reserve(endings.size());
  for (const auto& ending : endings) list.push_back(absl::StrCat("'", ToPgState(ending), "'"));
  conditions.Add(absl::StrCat("state IN (", absl::StrJoin(list, ", "), ")"));
  const bool rare = std::find(endings.begin(), endings.end(), Ending::kDelivered) == endings.end();
  if (rare) conditions.Add("state <> 'delivered'");
}

void AddCursor(const Cursor& after, Conditions& conditions) {
  const std::string time = conditions.Value(FromTime(after.claim_time));
  const std::string isspid = conditions.Value(after.key.isspid);
  const std::string id = conditions.Value(after.key.transaction_id);
  const std::string interface = conditions.Value(after.key.interface);
  conditions.Add(absl::StrCat("(claim_time, isspid, transaction_id, interface) > (", time,
                              "::timestamptz, ", isspid, "::bytea, ", id, "::bytea, ", interface,
                              "::bytea)"));
}

}  // namespace

PgStatement PgStatements::Make(std::string name, std::string sql) const {
  // What comes first may hold what comes next.
  for (const auto& [word, text] : std::initializer_list<std::pair<const char*, std::string>>{
           {"COLUMNS", kPgRecordColumns},
           {"THIS_KEY", kThisKey},
           {"THIS_CLAIM", kThisClaim},
           {"RETENTION", PgInterval(options_.retention)},
           {"CLAIMED_HERE", kClaimedHere},
           {"IF_DURABLE", "CASE WHEN SESSION_IS_DURABLE THEN"},
           {"SESSION_IS_DURABLE", kPgSessionIsDurable},
           {"SESSION_LEDGER", kPgSessionLedger},
           {"LEASE", PgInterval(options_.lease)},
           {"ROWS_MAX", absl::StrCat(kRowsMax)},
           {"CLOCK", options_.clock}}) {
    absl::StrReplaceAll({{word, text}}, &sql);
  }
  return {.name = std::move(name), .sql = std::move(sql), .numbered = true};
}

PgStatements::PgStatements(const PgStatementOptions& options) : options_(options) {
  find = Make("find", "SELECT COLUMNS FROM replies WHERE THIS_KEY");
  constexpr PgType kBytes = PgType::kBytea;
  claim.types = {kBytes, kBytes, kBytes, PgType::kBigint, kBytes};
  claim.statement = Make("claim", R"(
INSERT INTO replies (isspid, transaction_id, interface, owner, claim_token, fingerprint, state,
  claim_time, lease_until)
SELECT isspid, transaction_id, interface, $6, claim_token, fingerprint, CLAIMED_HERE, CLOCK,
  CLOCK + LEASE
FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bytea[])
  AS asked (isspid, transaction_id, interface, claim_token, fingerprint)
ON CONFLICT (isspid, transaction_id, interface) DO NOTHING RETURNING claim_token)");
  claim_again = Make("claim_again", R"(
UPDATE replies SET state = CLAIMED_HERE, owner = $4, claim_token = $5::bigint, claim_time = CLOCK,
  lease_until = CLOCK + LEASE, settle_time = NULL, result_id = NULL, result_comment = NULL,
  http_status = NULL, why = NULL
WHERE THIS_KEY AND state = 'not_delivered' AND fingerprint = $6 RETURNING 1)");
  settle.types = {kBytes, kBytes, kBytes,          PgType::kBigint, PgType::kText,
                  kBytes, kBytes, PgType::kBigint, kBytes};
  settle.statement = Make("settle", R"(
UPDATE replies SET
  state = IF_DURABLE CASE replies.state WHEN 'claimed' THEN asked.state ELSE replies.state END END,
  settle_time = COALESCE(settle_time, CLOCK), lease_until = NULL, result_id = asked.result_id,
  result_comment = asked.result_comment, http_status = asked.http_status, why = asked.why
FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::bigint[], $5::text[], $6::bytea[],
    $7::bytea[], $8::bigint[], $9::bytea[])
  AS asked (isspid, transaction_id, interface, claim_token, state, result_id, result_comment,
    http_status, why)
WHERE replies.isspid = asked.isspid AND replies.transaction_id = asked.transaction_id
  AND replies.interface = asked.interface AND owner = $10
  AND replies.claim_token = asked.claim_token
RETURNING replies.claim_token, settle_time)");
  hold =
      Make("hold", "UPDATE replies SET state = IF_DURABLE state END WHERE THIS_CLAIM RETURNING 1");
  forget =
      Make("forget", "DELETE FROM replies WHERE THIS_CLAIM AND finding_time IS NULL RETURNING 1");
  take_back = Make("take_back", R"(
UPDATE replies SET state = 'not_delivered', settle_time = CLOCK, lease_until = NULL
WHERE THIS_CLAIM AND finding_time IS NOT NULL RETURNING 1)");
  decide = Make("decide", R"(
UPDATE replies SET state = CASE state WHEN 'unknown' THEN $4 ELSE state END,
  settle_time = CASE state WHEN 'unknown' THEN CLOCK ELSE settle_time END,
  finding_time = CASE state WHEN 'unknown' THEN CLOCK ELSE finding_time END,
  finding_state = $4, finding_by = $5, finding_reason = $6, finding_identity = $7
WHERE THIS_KEY AND (state = 'unknown' OR finding_state = $4 AND finding_by = $5
  AND finding_reason = $6 AND finding_identity = $7
  AND finding_time IS DISTINCT FROM $8::timestamptz)
RETURNING COLUMNS)");
  expire = Make("expire", absl::StrCat(kExpire, " AND THIS_KEY RETURNING 1"));
  own = Make("own", R"(
SELECT isspid, transaction_id, interface, claim_token FROM replies
WHERE state = 'claimed' AND owner = $1
ORDER BY lease_until LIMIT ROWS_MAX)");
  sweep = Make("sweep", absl::StrCat(kExpire, R"( AND (isspid, transaction_id, interface) IN (
    SELECT isspid, transaction_id, interface FROM replies WHERE state = 'claimed' AND lease_until <= CLOCK
    ORDER BY lease_until LIMIT ROWS_MAX)
RETURNING 1)"));
  purge = Make("purge", kPurge);
}

PgStatement PgStatements::List(const Query& query, std::vector<PgValue>& values) const {
  Conditions conditions(values);
  if (query.isspids) AddIsspids(*query.isspids, conditions);
  if (!query.endings.empty()) AddEndings(query.endings, conditions);
  if (query.claimed_from > absl::InfinitePast()) {
    conditions.Add(absl::StrCat("claim_time >= ", conditions.Value(FromTime(query.claimed_from)),
                                "::timestamptz"));
  }
  if (query.claimed_before < absl::InfiniteFuture()) {
    conditions.Add(absl::StrCat("claim_time < ", conditions.Value(FromTime(query.claimed_before)),
                                "::timestamptz"));
  }
  if (query.after) AddCursor(*query.after, conditions);
  return Make("", absl::StrCat("SELECT COLUMNS FROM replies", conditions.Join(),
                               " ORDER BY claim_time, isspid, transaction_id, interface LIMIT ",
                               query.records_max));
}

}  // namespace imageco::bridge::ledger
