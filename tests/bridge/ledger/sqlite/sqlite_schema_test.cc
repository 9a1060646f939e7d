#include "bridge/ledger/sqlite/sqlite_schema.h"

#include <gmock/gmock.h>

#include "tests/bridge/ledger/sqlite/sqlite_ledger_fixture.h"

namespace imageco::bridge::ledger {
namespace {

using testing::HasSubstr;

class SqliteSchemaTest : public SqliteLedgerFixture {
 protected:
  // A ledger of version 1 with one delivered reply, closed.
  void SetUp() override {
    MustOpen();
    MustClaim("t-1");
    MustSettle("t-1", Ending::kDelivered);
    Close();
  }
  SqliteLedgerOptions By(std::span<const char* const> steps) const {
    return {.file = {.file = file_, .schema_steps = steps}};
  }
  int64_t Version() const {
    auto database = SqliteDatabase::Open(file_, "");
    return database->ReadNumber("PRAGMA user_version").value();
  }

  const char* const newer_[3] = {SchemaSteps()[0],
                                 "ALTER TABLE replies ADD COLUMN a TEXT NOT NULL DEFAULT 'new';",
                                 "UPDATE replies SET a = a || 'er';"};
  const char* const broken_[3] = {SchemaSteps()[0], "ALTER TABLE replies ADD COLUMN a TEXT;",
                                  "UPDATE nonsense SET a = 1;"};
};

TEST_F(SqliteSchemaTest, MarksItsFiles) {
  auto database = SqliteDatabase::Open(file_, "");
  EXPECT_EQ(database->ReadNumber("PRAGMA application_id").value(), kLedgerApplicationId);
  EXPECT_EQ(database->ReadNumber("PRAGMA user_version").value(), 1);
}

TEST_F(SqliteSchemaTest, BringsAnOlderFileUpToDateWithItsRecords) {
  MustOpen(By(newer_));
  EXPECT_EQ(StateIs("t-1"), "delivered");
  Close();
  EXPECT_EQ(Version(), 3);
  auto database = SqliteDatabase::Open(file_, "");
  EXPECT_EQ(database->ReadText("SELECT a FROM replies").value(), "newer");
}

TEST_F(SqliteSchemaTest, TakesEveryStepOnce) {
  MustOpen(By(newer_));
  Close();
  MustOpen(By(newer_));
  Close();
  auto database = SqliteDatabase::Open(file_, "");
  EXPECT_EQ(database->ReadText("SELECT a FROM replies").value(), "newer");
}

TEST_F(SqliteSchemaTest, GoesOnFromTheVersionThatIsThere) {
  MustOpen(By(std::span(newer_).first(2)));
  Close();
  EXPECT_EQ(Version(), 2);
  MustOpen(By(newer_));
  Close();
  EXPECT_EQ(Version(), 3);
}

TEST_F(SqliteSchemaTest, ChangesNothingWhereAStepFails) {
  EXPECT_THAT(std::string(Open(By(broken_)).message()), HasSubstr("no such table: nonsense"));
  EXPECT_EQ(Version(), 1);
  MustOpen();
  EXPECT_EQ(StateIs("t-1"), "delivered");
}

TEST_F(SqliteSchemaTest, IsRefusedByTheProgramBefore) {
  MustOpen(By(newer_));
  Close();
  EXPECT_THAT(std::string(Open().message()), HasSubstr("is of schema version 3"));
}

}  // namespace
}  // namespace imageco::bridge::ledger
