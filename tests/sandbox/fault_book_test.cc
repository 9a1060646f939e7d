#include "tests/sandbox/fault_book.h"

#include <gtest/gtest.h>

namespace imageco::sandbox {
namespace {

// A plan that is told from others by its result_id.
FaultPlan Plan(const std::string& result_id) {
  FaultPlan plan;
  plan.answer.result_id = result_id;
  return plan;
}

FaultPlan PlanAt(FaultPoint at, std::size_t byte = 0) {
  FaultPlan plan;
  plan.connection = ConnectionFault{ConnectionEnd::kReset, at, byte, true};
  return plan;
}

std::string TakenId(FaultBook& book, const std::string& path = "/", const std::string& id = "t",
                    bool kept_alive = false) {
  const std::optional<FaultPlan> plan = book.TakeForRequest(path, id, kept_alive);
  return plan ? plan->answer.result_id.value_or("?") : "none";
}

TEST(FaultBook, FiresOnceUnlessPlannedOtherwise) {
  FaultBook book;
  const int once = book.Add(Plan("1"));
  EXPECT_EQ(TakenId(book), "1");
  EXPECT_EQ(TakenId(book), "none");
  EXPECT_EQ(book.Fired(once), 1);
}

TEST(FaultBook, RemovesOnePlan) {
  FaultBook book;
  const int first = book.Add(Plan("1"));
  FaultPlan named = Plan("2");
  named.name = "second";
  book.Add(named);
  EXPECT_TRUE(book.Remove(first));
  EXPECT_FALSE(book.Remove(first));
  ASSERT_EQ(book.List().size(), 1);
  EXPECT_EQ(book.List()[0].name, "second");
  EXPECT_EQ(TakenId(book), "2");
}

TEST(FaultBook, FiresAsOftenAsPlanned) {
  FaultBook book;
  FaultPlan plan = Plan("1");
  plan.times = 2;
  const int twice = book.Add(plan);
  EXPECT_EQ(TakenId(book), "1");
  EXPECT_EQ(TakenId(book), "1");
  EXPECT_EQ(TakenId(book), "none");
  EXPECT_EQ(book.Fired(twice), 2);
}

TEST(FaultBook, FiresAlwaysForZeroTimes) {
  FaultBook book;
  FaultPlan plan = Plan("1");
  plan.times = 0;
  const int always = book.Add(plan);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(TakenId(book), "1");
  EXPECT_EQ(book.Fired(always), 100);
}

TEST(FaultBook, TakesTheFirstThatMatches) {
  FaultBook book;
  FaultPlan other = Plan("other");
  other.match.transaction_id = "u";
  book.Add(other);
  book.Add(Plan("first"));
  book.Add(Plan("second"));
  EXPECT_EQ(TakenId(book), "first");
  EXPECT_EQ(TakenId(book), "second");
  EXPECT_EQ(TakenId(book, "/", "u"), "other");
}

TEST(FaultBook, MatchesThePath) {
  FaultBook book;
  FaultPlan plan = Plan("1");
  plan.match.path = "/json";
  book.Add(plan);
  EXPECT_EQ(TakenId(book, "/xml"), "none");
  EXPECT_EQ(TakenId(book, "/json"), "1");
}

TEST(FaultBook, MatchesTheAgeOfTheConnection) {
  FaultBook book;
  FaultPlan plan = Plan("fresh");
  plan.match.connection = ConnectionAge::kFresh;
  book.Add(plan);
  plan = Plan("kept_alive");
  plan.match.connection = ConnectionAge::kKeptAlive;
  book.Add(plan);
  EXPECT_EQ(TakenId(book, "/", "t", true), "kept_alive");
  EXPECT_EQ(TakenId(book, "/", "t", true), "none");
  EXPECT_EQ(TakenId(book, "/", "t", false), "fresh");
}

TEST(FaultBook, TakesEachPlanOnlyAtItsPoint) {
  FaultBook book;
  book.Add(PlanAt(FaultPoint::kAccept));
  book.Add(PlanAt(FaultPoint::kRequestByte, 3));
  book.Add(PlanAt(FaultPoint::kAfterRequest));
  EXPECT_EQ(book.TakeForRequest("/", "t", false)->connection->at, FaultPoint::kAfterRequest);
  EXPECT_FALSE(book.TakeForRequest("/", "t", false));
  EXPECT_EQ(book.TakeAtAccept()->connection->at, FaultPoint::kAccept);
  EXPECT_FALSE(book.TakeAtAccept());
  EXPECT_FALSE(book.TakeAtRequestByte("abcd", false));
  EXPECT_TRUE(book.TakeAtRequestByte("abc", false));
}

TEST(FaultBook, KnowsTheNextByteToStopAt) {
  FaultBook book;
  EXPECT_EQ(book.NextRequestByte(0), std::nullopt);
  book.Add(PlanAt(FaultPoint::kRequestByte, 30));
  book.Add(PlanAt(FaultPoint::kRequestByte, 10));
  EXPECT_EQ(book.NextRequestByte(0), 10);
  EXPECT_EQ(book.NextRequestByte(10), 30);
  EXPECT_EQ(book.NextRequestByte(30), std::nullopt);
  book.TakeAtRequestByte(std::string(10, 'x'), false);
  EXPECT_EQ(book.NextRequestByte(0), 30);
}

TEST(FaultBook, MatchesAPartOfARequestByWhatStandsInIt) {
  FaultBook book;
  FaultPlan plan = PlanAt(FaultPoint::kRequestByte, 9);
  plan.match.path = "/json";
  book.Add(plan);
  EXPECT_FALSE(book.TakeAtRequestByte("POST /xml", false));
  EXPECT_FALSE(book.TakeAtRequestByte("POST /jso", false));
  plan.connection->byte = 10;
  book.Add(plan);
  EXPECT_TRUE(book.TakeAtRequestByte("POST /json", false));
}

TEST(FaultBook, ListsPlansUntilItIsCleared) {
  FaultBook book;
  const int first = book.Add(Plan("1"));
  TakenId(book);
  ASSERT_EQ(book.List().size(), 1);
  EXPECT_EQ(book.List()[0].id, first);
  EXPECT_EQ(book.List()[0].times, 1);
  EXPECT_EQ(book.List()[0].fired, 1);
  book.Clear();
  EXPECT_TRUE(book.List().empty());
  EXPECT_EQ(book.Fired(first), 0);
  EXPECT_NE(book.Add(Plan("2")), first);
}

}  // namespace
}  // namespace imageco::sandbox
