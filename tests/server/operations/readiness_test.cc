#include "server/operations/readiness.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Part = Readiness::Part;

TEST(ReadinessTest, IsReadyWhereNobodySaysOtherwise) {
  const Readiness readiness;
  EXPECT_TRUE(readiness.ready());
  EXPECT_THAT(readiness.Faults(), IsEmpty());
}

TEST(ReadinessTest, NamesEveryPartThatIsNotWell) {
  Readiness readiness;
  readiness.Report(Part::kLoop, "has not turned for 3 s");
  readiness.Report(Part::kLedger, "is away\nfor now");
  EXPECT_THAT(readiness.Faults(),
              ElementsAre("ledger: is away for now", "loop: has not turned for 3 s"));
  readiness.Report(Part::kLoop, "");
  EXPECT_THAT(readiness.Faults(), ElementsAre("ledger: is away for now"));
  readiness.Report(Part::kLedger, "");
  EXPECT_TRUE(readiness.ready());
}

TEST(ReadinessTest, TellsOfChangesAlone) {
  Readiness readiness;
  readiness.Report(Part::kLife, "is starting");
  std::vector<bool> told;
  readiness.Listen([&told](bool ready) { told.push_back(ready); });
  readiness.Report(Part::kLedger, "is away");
  readiness.Report(Part::kLife, "");
  readiness.Report(Part::kLedger, "");
  readiness.Report(Part::kLedger, "");
  readiness.Report(Part::kLoop, "stands still");
  readiness.Report(Part::kLoop, "stands still for longer");
  EXPECT_THAT(told, ElementsAre(false, true, false));
  readiness.Listen(nullptr);
  readiness.Report(Part::kLoop, "");
  EXPECT_THAT(told, ElementsAre(false, true, false));
}

}  // namespace
}  // namespace imageco::server
