#include "bridge/ledger/postgres/pg_result.h"

namespace imageco::bridge::ledger {

std::string PgField(const PGresult& result, int field) {
  const char* text = PQresultErrorField(&result, field);
  return text != nullptr ? text : "";
}

PgRows ToPgRows(const PGresult& result) {
  PgRows rows(static_cast<size_t>(PQntuples(&result)));
  for (int i = 0; i < PQntuples(&result); ++i) {
    for (int j = 0; j < PQnfields(&result); ++j) {
      PgValue& value = rows[static_cast<size_t>(i)].emplace_back();
      if (PQgetisnull(&result, i, j) != 0) continue;
      value.emplace(PQgetvalue(&result, i, j), static_cast<size_t>(PQgetlength(&result, i, j)));
    }
  }
  return rows;
}

bool IsPgFatal(const PGresult& error) {
  const std::string severity = PgField(error, PG_DIAG_SEVERITY_NONLOCALIZED);
  // Without one, the error is libpq's own.
  return severity.empty() || severity == "FATAL" || severity == "PANIC";
}

bool IsPgWarning(const PGresult& notice) {
  return PgField(notice, PG_DIAG_SEVERITY_NONLOCALIZED) == "WARNING";
}

}  // namespace imageco::bridge::ledger
