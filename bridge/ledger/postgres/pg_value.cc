#include "bridge/ledger/postgres/pg_value.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {
namespace {

// What a timestamptz counts from.
absl::Time Epoch() { return absl::FromCivil(absl::CivilSecond(2000, 1, 1), absl::UTCTimeZone()); }

template <typename T>
void AppendBigEndian(T number, std::string& bytes) {
  for (int shift = 8 * (sizeof(T) - 1); shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(number >> shift & 0xFF));
  }
}

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
  std::string bytes;
  AppendBigEndian(static_cast<uint64_t>(number), bytes);
  return bytes;
}

PgValue FromArray(PgType type, const std::vector<std::string_view>& values) {
  std::string bytes;
  AppendBigEndian(uint32_t{1}, bytes);  // dimensions
  AppendBigEndian(uint32_t{0}, bytes);  // no NULLs
  AppendBigEndian(static_cast<uint32_t>(type), bytes);
  AppendBigEndian(static_cast<uint32_t>(values.size()), bytes);
  AppendBigEndian(uint32_t{1}, bytes);  // what the first one is counted as
  for (const std::string_view value : values) {
    AppendBigEndian(static_cast<uint32_t>(value.size()), bytes);
    bytes += value;
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
