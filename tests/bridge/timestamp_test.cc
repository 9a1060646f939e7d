#include "bridge/timestamp.h"

#include <gtest/gtest.h>

namespace imageco::bridge {
namespace {

google::protobuf::Timestamp Of(int64_t seconds, int32_t nanos) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(nanos);
  return timestamp;
}

TEST(TimestampTest, GoesThereAndBackToTheNanosecond) {
  for (const int64_t nanoseconds : {int64_t{0}, int64_t{1}, int64_t{1'718'600'000'123'456'789},
                                    int64_t{-1}, int64_t{-1'500'000'000}}) {
    const absl::Time time = absl::FromUnixNanos(nanoseconds);
    EXPECT_EQ(FromTimestamp(ToTimestamp(time)), time) << nanoseconds;
  }
}

TEST(TimestampTest, CountsNanosForwardBefore1970Too) {
  const google::protobuf::Timestamp timestamp = ToTimestamp(absl::FromUnixMillis(-1));
  EXPECT_EQ(timestamp.seconds(), -1);
  EXPECT_EQ(timestamp.nanos(), 999'000'000);
}

TEST(TimestampTest, TakesTheYears1To9999Alone) {
  EXPECT_EQ(FromTimestamp(Of(-62'135'596'800, 0)),
            absl::FromCivil(absl::CivilSecond(1, 1, 1), absl::UTCTimeZone()));
  EXPECT_EQ(FromTimestamp(Of(253'402'300'799, 0)),
            absl::FromCivil(absl::CivilSecond(9999, 12, 31, 23, 59, 59), absl::UTCTimeZone()));
  EXPECT_FALSE(FromTimestamp(Of(-62'135'596'801, 0)));
  EXPECT_FALSE(FromTimestamp(Of(253'402'300'800, 0)));
}

TEST(TimestampTest, GivesTheYears1To9999Alone) {
  EXPECT_EQ(ToTimestamp(absl::InfinitePast()).seconds(), -62'135'596'800);
  EXPECT_EQ(ToTimestamp(absl::InfiniteFuture()).seconds(), 253'402'300'799);
  EXPECT_EQ(ToTimestamp(absl::InfiniteFuture()).nanos(), 0);
}

TEST(TimestampTest, TakesNanosOfOneSecondAlone) {
  EXPECT_TRUE(FromTimestamp(Of(0, 999'999'999)));
  EXPECT_FALSE(FromTimestamp(Of(0, 1'000'000'000)));
  EXPECT_FALSE(FromTimestamp(Of(0, -1)));
}

}  // namespace
}  // namespace imageco::bridge
