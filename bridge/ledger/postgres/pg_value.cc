#include "bridge/ledger/postgres/pg_value.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {
namespace {

// What a timestamptz counts from.
absl::Time Epoch() { return absl::FromCivil(absl::CivilSecond(2000, 1, 1), absl::UTCTimeZone()); }

absl::Time YearStart(int year) {
  return absl::FromCivil(absl::CivilSecond(year, 1, 1), absl::UTCTimeZone());
}

}  // namespace

const PgValue& ColumnOf(const PgRow& row, size_t column) {
  static const PgValue null;
  return column < row.size() ? row[column] : null;
}

const PgValue& FirstOf(const PgRows& rows) {
  static const PgRow none;
  return ColumnOf(rows.empty() ? none : rows.front(), 0);
}

PgValue FromInt(int64_t number) {
  std::string bytes(8, '\0');
  auto rest = static_cast<uint64_t>(number);
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, rest >>= 8) {
    *byte = static_cast<char>(rest & 0xFF);
  }
  return bytes;
}

PgValue FromTime(absl::Time time) {
  time = std::clamp(time, YearStart(1), YearStart(10'000));
  const absl::Duration since_epoch = absl::Ceil(time - Epoch(), absl::Microseconds(1));
  return FromInt(absl::ToInt64Microseconds(since_epoch));
}

std::string PgInterval(absl::Duration duration) {
  return absl::StrCat("INTERVAL '", absl::ToInt64Microseconds(duration), " microseconds'");
}

int64_t ToInt(const PgValue& value) {
  if (!value || value->empty()) return 0;
  // Shorter integers are negative by their first bit as well.
  uint64_t number = (static_cast<unsigned char>(value->front()) & 0x80) != 0 ? ~uint64_t{0} : 0;
  for (const char byte : *value) number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<int64_t>(number);
}

absl::Time ToTime(const PgValue& value) {
  return value ? Epoch() + absl::Microseconds(ToInt(value)) : absl::InfinitePast();
}

}  // namespace imageco::bridge::ledger
