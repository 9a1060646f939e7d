#include "bridge/flights.h"

#include <cstdint>
#include <list>
#include <optional>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/running_task.h"
#include "bridge/base/task.h"
#include "tests/bridge/base/simulated_loop.h"

namespace imageco::bridge {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;
using testing::UnorderedElementsAre;

using NumberFlights = Flights<int>;

class FlightsTest : public testing::Test {
 protected:
  void Wait(NumberFlights::Flight& flight, const ledger::Fingerprint& fingerprint = {}) {
    base::Spawn(Land(flight, fingerprint),
                [this](std::optional<int> result) { results_.push_back(result); });
  }

  const ledger::Key key_{"39493002", "t-1"};
  base::SimulatedLoop loop_;
  NumberFlights flights_{loop_};
  std::vector<std::optional<int>> results_;

 private:
  static base::Task<std::optional<int>> Land(NumberFlights::Flight& flight,
                                             const ledger::Fingerprint& fingerprint) {
    NumberFlights::Landing landing(flight, fingerprint);
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

TEST_F(FlightsTest, TellsThoseAloneWhoHadComeByThen) {
  {
    NumberFlights::Flight flight(flights_, key_, {});
    Wait(flight);
    const uint64_t arrivals = flight.arrivals();
    Wait(flight);
    flight.Share(42, arrivals);
  }
  loop_.RunUntilIdle();
  EXPECT_THAT(results_, ElementsAre(Optional(42), std::nullopt));
}

TEST_F(FlightsTest, TellsWhoCameTooLateForOneFlightWhatTheNextOneShares) {
  {
    NumberFlights::Flight flight(flights_, key_, {});
    flight.LetGoOfKey();
    for (int i = 0; i < 3; ++i) Wait(flight);
    flight.Share(41);
  }
  {
    NumberFlights::Flight next(flights_, key_, {});
    next.Share(42);
  }
  loop_.RunUntilIdle();
  EXPECT_THAT(results_, UnorderedElementsAre(std::nullopt, Optional(42), Optional(42)));
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

// Waits, and begins the next flight where there is none, as often as it is told nothing.
class Caller {
 public:
  Caller(NumberFlights& flights, ledger::Key key) : task_(Run(flights, std::move(key), *this)) {}

  int turns = 0;
  bool led = false;

 private:
  static base::Task<void> Run(NumberFlights& flights, ledger::Key key, Caller& caller) {
    while (auto* other = flights.Find(key)) {
      NumberFlights::Landing landing(*other, {});
      const std::optional<int> result = co_await landing;
      ++caller.turns;
      if (result) co_return;
    }
    const NumberFlights::Flight flight(flights, key, {});
    caller.led = true;
  }

  base::RunningTask task_;
};

TEST_F(FlightsTest, WakesOneOfManyWhereNothingIsShared) {
  std::list<Caller> callers;
  {
    NumberFlights::Flight flight(flights_, key_, {});
    for (int i = 0; i < 1000; ++i) callers.emplace_back(flights_, key_);
  }
  loop_.RunUntilIdle();
  for (const Caller& caller : callers) {
    EXPECT_TRUE(caller.led);
    EXPECT_EQ(caller.turns, 1);
  }
  EXPECT_EQ(flights_.Find(key_), nullptr);
}

TEST_F(FlightsTest, TellsItsOwnPayloadAloneAndWakesOneOfTheOthers) {
  {
    NumberFlights::Flight flight(flights_, key_, {});
    Wait(flight, ledger::Fingerprint{7});
    Wait(flight);
    Wait(flight, ledger::Fingerprint{8});
    flight.Share(42);
  }
  loop_.RunUntilIdle();
  EXPECT_THAT(results_, UnorderedElementsAre(Optional(42), std::nullopt));
  // The third waits for the flight that the first has not begun.
  { const NumberFlights::Flight flight(flights_, key_, ledger::Fingerprint{7}); }
  loop_.RunUntilIdle();
  EXPECT_THAT(results_, SizeIs(3));
}

TEST_F(FlightsTest, PassesOnWhereWhoeverWasToBeginHasGone) {
  std::list<Caller> callers;
  {
    NumberFlights::Flight flight(flights_, key_, {});
    for (int i = 0; i < 3; ++i) callers.emplace_back(flights_, key_);
  }
  callers.pop_front();
  loop_.RunUntilIdle();
  for (const Caller& caller : callers) EXPECT_TRUE(caller.led);
}

TEST_F(FlightsTest, ForgetsWhoGoesWhileItWaits) {
  std::list<Caller> callers;
  {
    NumberFlights::Flight flight(flights_, key_, {});
    for (int i = 0; i < 3; ++i) callers.emplace_back(flights_, key_);
    callers.pop_front();
    callers.pop_back();
  }
  loop_.RunUntilIdle();
  EXPECT_TRUE(callers.front().led);
  callers.clear();
}

}  // namespace
}  // namespace imageco::bridge
