#include "bridge/ledger/postgres/pg_claims.h"

namespace imageco::bridge::ledger {
namespace {

std::string ToText(const Fingerprint& fingerprint) {
  return {fingerprint.begin(), fingerprint.end()};
}

std::vector<PgValue> ValuesOf(const Key& key) {
  return {key.isspid, key.transaction_id, key.interface};
}

// As batches take it: key and mark.
std::vector<std::string> RowOf(const PgClaim& claim) {
  return {claim.key.isspid, claim.key.transaction_id, claim.key.interface, *FromInt(claim.token)};
}

}  // namespace

absl::Status NoSuchClaim() { return absl::FailedPreconditionError("there is no such claim"); }

std::vector<PgValue> PgClaims::ValuesOf(const PgClaim& claim) const {
  std::vector<PgValue> values = ledger::ValuesOf(claim.key);
  values.insert(values.end(), {owner_, FromInt(claim.token)});
  return values;
}

base::Task<absl::StatusOr<std::optional<PgRecord>>> PgClaims::Read(const PgStatement& statement,
                                                                   std::vector<PgValue> values,
                                                                   Attempt& attempt) const {
  auto run = database_.Run(statement, std::move(values), attempt);
  const absl::StatusOr<PgRows> rows = co_await run;
  if (!rows.ok()) co_return rows.status();
  if (rows->empty()) co_return std::optional<PgRecord>();
  co_return std::optional<PgRecord>(ToPgRecord(rows->front()));
}

base::Task<absl::StatusOr<bool>> PgClaims::Change(const PgStatement& statement,
                                                  std::vector<PgValue> values,
                                                  Attempt& attempt) const {
  auto run = database_.Run(statement, std::move(values), attempt);
  const absl::StatusOr<PgRows> rows = co_await run;
  if (!rows.ok()) co_return rows.status();
  co_return !rows->empty();
}

base::Task<absl::StatusOr<std::optional<PgRecord>>> PgClaims::Look(const Key& key,
                                                                   Attempt& attempt) const {
  for (;;) {
    auto read = Read(statements_.find, ledger::ValuesOf(key), attempt);
    absl::StatusOr<std::optional<PgRecord>> record = co_await read;
    if (!record.ok() || !*record || !(*record)->lease_ran_out) co_return record;
    auto expire = Change(statements_.expire, ledger::ValuesOf(key), attempt);
    const absl::StatusOr<bool> expired = co_await expire;
    if (!expired.ok()) co_return expired.status();
  }
}

base::Task<absl::StatusOr<bool>> PgClaims::Insert(const PgClaim& claim,
                                                  const Fingerprint& fingerprint,
                                                  Attempt& attempt) {
  std::vector<std::string> values = RowOf(claim);
  values.push_back(ToText(fingerprint));
  auto insert = inserts_.Run(std::move(values), attempt);
  const absl::StatusOr<std::optional<PgRow>> row = co_await insert;
  if (!row.ok()) co_return row.status();
  co_return row->has_value();
}

base::Task<absl::StatusOr<bool>> PgClaims::InsertAgain(const PgClaim& claim,
                                                       const Fingerprint& fingerprint,
                                                       Attempt& attempt) const {
  std::vector<PgValue> values = ValuesOf(claim);
  values.emplace_back(ToText(fingerprint));
  return Change(statements_.claim_again, std::move(values), attempt);
}

base::Task<absl::StatusOr<bool>> PgClaims::Hold(const PgClaim& claim, Attempt& attempt) const {
  return Change(statements_.hold, ValuesOf(claim), attempt);
}

base::Task<absl::StatusOr<std::vector<PgClaim>>> PgClaims::ListOwn(Attempt& attempt) const {
  std::vector<PgValue> values{owner_};
  auto run = database_.Run(statements_.own, std::move(values), attempt);
  const absl::StatusOr<PgRows> rows = co_await run;
  if (!rows.ok()) co_return rows.status();
  std::vector<PgClaim> claims;
  for (const PgRow& row : *rows) {
    claims.push_back({.key = {ColumnOf(row, 0).value_or(""), ColumnOf(row, 1).value_or(""),
                              ColumnOf(row, 2).value_or("")},
                      .token = ToInt(ColumnOf(row, 3))});
  }
  co_return claims;
}

base::Task<absl::StatusOr<absl::Time>> PgClaims::Settle(const PgClaim& claim,
                                                        const Settlement& settlement,
                                                        Attempt& attempt) {
  std::vector<std::string> values = RowOf(claim);
  values.insert(values.end(),
                {ToPgState(settlement.ending), settlement.result_id, settlement.result_comment,
                 *FromInt(settlement.http_status), settlement.why});
  auto settle = settlements_.Run(std::move(values), attempt);
  const absl::StatusOr<std::optional<PgRow>> row = co_await settle;
  if (!row.ok()) co_return row.status();
  if (!*row) co_return NoSuchClaim();
  co_return ToTime(ColumnOf(**row, 0));
}

base::Task<absl::StatusOr<bool>> PgClaims::TryRelease(const PgClaim& claim,
                                                      Attempt& attempt) const {
  auto forget = Change(statements_.forget, ValuesOf(claim), attempt);
  absl::StatusOr<bool> done = co_await forget;
  if (!done.ok() || *done) co_return done;
  auto take_back = Change(statements_.take_back, ValuesOf(claim), attempt);
  co_return co_await take_back;
}

base::Task<absl::Status> PgClaims::Release(const PgClaim& claim, Attempt& attempt) const {
  while (database_.loop().SteadyNow() < attempt.deadline) {
    auto release = TryRelease(claim, attempt);
    const absl::StatusOr<bool> released = co_await release;
    if (!released.ok() || *released) co_return released.status();
    if (!attempt.lost) co_return NoSuchClaim();
    // An earlier try may have done it, and its answer was lost.
    auto read = Read(statements_.find, ledger::ValuesOf(claim.key), attempt);
    const absl::StatusOr<std::optional<PgRecord>> found = co_await read;
    if (!found.ok()) co_return found.status();
    if (!*found) co_return absl::OkStatus();
    if (!Is(**found, claim)) co_return NoSuchClaim();
    if ((*found)->record.settlement) co_return absl::OkStatus();
    // A try of the claim came late.
  }
  co_return absl::UnavailableError("the claim comes again all the time");
}

base::Task<absl::StatusOr<std::optional<PgRecord>>> PgClaims::Decide(
    const Key& key, const Finding& finding, const std::optional<Finding>& before,
    Attempt& attempt) const {
  std::vector<PgValue> values = ledger::ValuesOf(key);
  values.insert(values.end(), {ToPgState(finding.ending), finding.settled_by, finding.reason,
                               finding.settled_by_identity});
  values.push_back(before ? FromTime(before->time) : std::nullopt);
  auto decide = Read(statements_.decide, std::move(values), attempt);
  co_return co_await decide;
}

}  // namespace imageco::bridge::ledger
