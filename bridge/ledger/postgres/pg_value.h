#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_VALUE_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace imageco::bridge::ledger {

// A parameter or a column in PostgreSQL's binary format; nothing: NULL. Of bytea and text: the
// bytes themselves.
using PgValue = std::optional<std::string>;
using PgRow = std::vector<PgValue>;
using PgRows = std::vector<PgRow>;

// A column; NULL where there is none, as in the answer to another question than ours.
const PgValue& ColumnOf(const PgRow& row, size_t column);
// The first column of the first row; NULL where there is none.
const PgValue& FirstOf(const PgRows& rows);

// A bigint.
PgValue FromInt(int64_t number);

// What an array may hold, by its number in pg_type.
enum class PgType : uint32_t { kBytea = 17, kBigint = 20, kText = 25 };

// An array of values in their binary format, none of them NULL.
PgValue FromArray(PgType type, const std::vector<std::string_view>& values);

// A timestamptz: whole microseconds, the next one where `time` lies between two. What lies outside
// of the years 1 to 9999 becomes their beginning or end.
PgValue FromTime(absl::Time time);

// An interval as SQL, in whole microseconds.
std::string PgInterval(absl::Duration duration);

// Of an integer or a boolean; 0 for NULL.
int64_t ToInt(const PgValue& value);

// Of a timestamptz; the infinite past for NULL.
absl::Time ToTime(const PgValue& value);

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_VALUE_H_
