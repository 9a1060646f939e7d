#include "imageco/complaint/transaction_id.h"

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace imageco::complaint {
namespace {

TEST(MakeTransactionId, Gives32HexadecimalDigits) {
  EXPECT_THAT(MakeTransactionId(), ::testing::MatchesRegex("[0-9a-f]{32}"));
}

TEST(MakeTransactionId, NeverGivesTheSameTwice) {
  constexpr int kThreads = 4;
  constexpr int kIds = 1000;
  std::vector<std::vector<std::string>> made(kThreads);
  std::vector<std::thread> threads;
  for (auto& ids : made) {
    threads.emplace_back([&ids] {
      for (int i = 0; i < kIds; ++i) ids.push_back(MakeTransactionId());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& ids : made) all.insert(ids.begin(), ids.end());
  EXPECT_EQ(all.size(), size_t{kThreads} * kIds);
}

}  // namespace
}  // namespace imageco::complaint
