#include "bridge/flights.h"

#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/task.h"
#include "tests/bridge/base/simulated_loop.h"

namespace imageco::bridge {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

using NumberFlights = Flights<int>;

class FlightsTest : public testing::Test {
 protected:
  void Wait(NumberFlights::Flight& flight) {
    base::Spawn(Land(flight), [this](std::optional<int> result) { results_.push_back(result); });
  }

  const ledger::Key key_{"39493002", "t-1"};
  base::SimulatedLoop loop_;
  NumberFlights flights_{loop_};
  std::vector<std::optional<int>> results_;

 private:
  static base::Task<std::optional<int>> Land(NumberFlights::Flight& flight) {
    NumberFlights::Flight::Landing landing{&flight};
    co_return co_await landing;
  }
};

TEST_F(FlightsTest, FindsAFlightAsLongAsItLives) {
  EXPECT_EQ(flights_.Find(key_), nullptr);
  {
    NumberFlights::Flight flight(flights_, key_, {});
    EXPECT_EQ(flights_.Find(key_), &flight);
  }
  EXPECT_EQ(flights_.Find(key_), nullptr);
}

TEST_F(FlightsTest, TellsKeysApart) {
  NumberFlights::Flight flight(flights_, key_, {});
  EXPECT_EQ(flights_.Find({key_.isspid, "t-2"}), nullptr);
  EXPECT_EQ(flights_.Find({"12345678", key_.transaction_id}), nullptr);
}

TEST_F(FlightsTest, KnowsThePayload) {
  NumberFlights::Flight flight(flights_, key_, ledger::Fingerprint{7});
  EXPECT_EQ(flights_.Find(key_)->fingerprint(), ledger::Fingerprint{7});
}

TEST_F(FlightsTest, TellsAllWhoWaitWhatItsLeaderShared) {
  {
    NumberFlights::Flight flight(flights_, key_, {});
    for (int i = 0; i < 3; ++i) Wait(flight);
    EXPECT_EQ(flight.Share(42), 42);
  }
  loop_.RunUntilIdle();
  EXPECT_THAT(results_, SizeIs(3));
  EXPECT_THAT(results_, Each(Optional(42)));
}

TEST_F(FlightsTest, TellsNothingWhereItsLeaderSharedNothing) {
  {
    NumberFlights::Flight flight(flights_, key_, {});
    Wait(flight);
  }
  loop_.RunUntilIdle();
  EXPECT_THAT(results_, ElementsAre(std::nullopt));
}

TEST_F(FlightsTest, TellsNothingToWhoComesOnceItLetsGoOfItsKey) {
  {
    NumberFlights::Flight flight(flights_, key_, {});
    Wait(flight);
    flight.HoldKey();
    flight.LetGoOfKey();
    EXPECT_FALSE(flight.holds_key());
    Wait(flight);
    flight.Share(42);
  }
  loop_.RunUntilIdle();
  EXPECT_THAT(results_, ElementsAre(Optional(42), std::nullopt));
}

TEST_F(FlightsTest, LetsItsLeaderEndBeforeTheOthersGoOn) {
  {
    NumberFlights::Flight flight(flights_, key_, {});
    Wait(flight);
    flight.Share(42);
  }
  EXPECT_THAT(results_, IsEmpty());
  loop_.RunUntilIdle();
  EXPECT_THAT(results_, ElementsAre(Optional(42)));
}

TEST_F(FlightsTest, LetsAnotherLeadAfterTheLanding) {
  { NumberFlights::Flight flight(flights_, key_, {}); }
  NumberFlights::Flight next(flights_, key_, ledger::Fingerprint{8});
  EXPECT_EQ(flights_.Find(key_), &next);
}

}  // namespace
}  // namespace imageco::bridge
