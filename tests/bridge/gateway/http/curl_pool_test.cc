#include "bridge/gateway/http/curl_pool.h"

#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace imageco::bridge::gateway {
namespace {

class CurlPoolTest : public testing::Test {
 protected:
  std::vector<CurlPool::Seat> TakeAll() {
    std::vector<CurlPool::Seat> seats;
    for (size_t i = 0; i < CurlPool::kExchangesMax; ++i) seats.push_back(pool_->Take());
    return seats;
  }

  base::EpollLoop loop_;
  const std::unique_ptr<CurlPool> pool_ = *CurlPool::Make(loop_);
};

TEST_F(CurlPoolTest, SeatsNoMoreAtAMultiHandleThanItServes) {
  const std::vector<CurlPool::Seat> first = TakeAll();
  const std::vector<CurlPool::Seat> second = TakeAll();
  for (const CurlPool::Seat& seat : first) EXPECT_EQ(&seat.multi(), &first[0].multi());
  for (const CurlPool::Seat& seat : second) EXPECT_EQ(&seat.multi(), &second[0].multi());
  EXPECT_NE(&first[0].multi(), &second[0].multi());
}

TEST_F(CurlPoolTest, FillsTheFirstThatHasRoom) {
  std::vector<CurlPool::Seat> first = TakeAll();
  const std::vector<CurlPool::Seat> second = TakeAll();
  const CurlMulti& multi = first[0].multi();
  first.pop_back();
  const CurlPool::Seat seat = pool_->Take();
  EXPECT_EQ(&seat.multi(), &multi);
}

TEST_F(CurlPoolTest, ASeatThatMovesIsTakenOnce) {
  std::vector<CurlPool::Seat> first = TakeAll();
  const CurlMulti& multi = first[0].multi();
  {
    CurlPool::Seat seat = std::move(first.back());
    first.pop_back();
    EXPECT_NE(&pool_->Take().multi(), &multi);
  }
  EXPECT_EQ(&pool_->Take().multi(), &multi);
}

}  // namespace
}  // namespace imageco::bridge::gateway
