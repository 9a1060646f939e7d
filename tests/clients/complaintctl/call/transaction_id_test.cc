#include "clients/complaintctl/call/transaction_id.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace imageco::complaintctl {
namespace {

const absl::Time kTime =
    absl::FromCivil(absl::CivilSecond(2024, 6, 17, 9, 5, 3), absl::UTCTimeZone());

TEST(TransactionId, HoldsTheTimeAndTheRandomBits) {
  EXPECT_EQ(MakeTransactionId(kTime, 0x123456789ABCDEF0), "ctl20240617090503123456789abcdef");
}

TEST(TransactionId, IsAlways32LettersAndDigits) {
  for (const uint64_t random_bits : {uint64_t{0}, uint64_t{1} << 40, ~uint64_t{0}}) {
    EXPECT_THAT(MakeTransactionId(kTime, random_bits), testing::MatchesRegex("[0-9a-z]{32}"));
  }
}

}  // namespace
}  // namespace imageco::complaintctl
