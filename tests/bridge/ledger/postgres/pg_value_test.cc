#include "bridge/ledger/postgres/pg_value.h"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

namespace imageco::bridge::ledger {
namespace {

TEST(PgValue, WritesIntegersAsEightBytes) {
  EXPECT_EQ(FromInt(0x0102030405060708), std::string("\x01\x02\x03\x04\x05\x06\x07\x08", 8));
  EXPECT_EQ(FromInt(-1), std::string(8, '\xFF'));
}

TEST(PgValue, ReadsTheIntegersItWrites) {
  for (const int64_t number :
       {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{1'700'000'000'000'000},
        std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    EXPECT_EQ(ToInt(FromInt(number)), number);
  }
}

TEST(PgValue, WritesArraysWithTheirType) {
  using namespace std::string_view_literals;
  const std::string head("\0\0\0\1\0\0\0\0\0\0\0\x11\0\0\0\2\0\0\0\1"sv);
  EXPECT_EQ(FromArray(PgType::kBytea, {"ab", ""}), head + std::string("\0\0\0\2ab\0\0\0\0"sv));
}

TEST(PgValue, IsNullWhereThereIsNone) {
  const PgRow row = {FromInt(1), FromInt(2)};
  EXPECT_EQ(ColumnOf(row, 1), FromInt(2));
  EXPECT_EQ(ColumnOf(row, 2), std::nullopt);
  EXPECT_EQ(FirstOf({row}), FromInt(1));
  EXPECT_EQ(FirstOf({}), std::nullopt);
  EXPECT_EQ(FirstOf({{}}), std::nullopt);
}

TEST(PgValue, ReadsShorterIntegersAndBooleans) {
  EXPECT_EQ(ToInt(std::string("\xFF\xFF\xFF\xFE", 4)), -2);
  EXPECT_EQ(ToInt(std::string("\0\0\0\x05", 4)), 5);
  EXPECT_EQ(ToInt(std::string("\x01", 1)), 1);
  EXPECT_EQ(ToInt(std::nullopt), 0);
}

TEST(PgValue, ReadsTheTimesItWrites) {
  const absl::Time time = absl::FromUnixMicros(1'800'000'000'123'456);
  EXPECT_EQ(ToTime(FromTime(time)), time);
  EXPECT_EQ(ToTime(FromTime(absl::FromUnixSeconds(-1))), absl::FromUnixSeconds(-1));
}

TEST(PgValue, CountsTimesFromTheYear2000) {
  EXPECT_EQ(FromTime(absl::FromCivil(absl::CivilSecond(2000, 1, 1, 0, 0, 1), absl::UTCTimeZone())),
            FromInt(1'000'000));
}

TEST(PgValue, RoundsATimeUpToTheNextMicrosecond) {
  const absl::Time time = absl::FromUnixMicros(5);
  EXPECT_EQ(ToTime(FromTime(time + absl::Nanoseconds(1))), absl::FromUnixMicros(6));
}

TEST(PgValue, KeepsTimesWithinWhatADatabaseKnows) {
  EXPECT_GT(ToTime(FromTime(absl::InfinitePast())), absl::InfinitePast());
  EXPECT_LT(ToTime(FromTime(absl::InfiniteFuture())), absl::InfiniteFuture());
  EXPECT_EQ(ToTime(std::nullopt), absl::InfinitePast());
}

}  // namespace
}  // namespace imageco::bridge::ledger
