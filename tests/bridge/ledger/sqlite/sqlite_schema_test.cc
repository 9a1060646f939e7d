#include "bridge/ledger/sqlite/sqlite_schema.h"

#include <gmock/gmock.h>

#include "tests/bridge/ledger/sqlite/sqlite_ledger_fixture.h"

namespace imageco::bridge::ledger {
namespace {

using testing::HasSubstr;

class SqliteSchemaTest : public SqliteLedgerFixture {
 protected:
  // A ledger of version 3 with one delivered reply, closed.
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

  const char* const newer_[5] = {SchemaSteps()[0], SchemaSteps()[1], SchemaSteps()[2],
                                 "ALTER TABLE replies ADD COLUMN a TEXT NOT NULL DEFAULT 'new';",
                                 "UPDATE replies SET a = a || 'er';"};
  const char* const broken_[5] = {SchemaSteps()[0], SchemaSteps()[1], SchemaSteps()[2],
                                  "ALTER TABLE replies ADD COLUMN a TEXT;",
                                  "UPDATE nonsense SET a = 1;"};
};

TEST_F(SqliteSchemaTest, MarksItsFiles) {
  auto database = SqliteDatabase::Open(file_, "");
  EXPECT_EQ(database->ReadNumber("PRAGMA application_id").value(), kLedgerApplicationId);
  EXPECT_EQ(database->ReadNumber("PRAGMA user_version").value(), 3);
}

TEST_F(SqliteSchemaTest, BringsAnOlderFileUpToDateWithItsRecords) {
  MustOpen(By(newer_));
  EXPECT_EQ(StateIs("t-1"), "delivered");
  Close();
  EXPECT_EQ(Version(), 5);
  auto database = SqliteDatabase::Open(file_, "");
  EXPECT_EQ(database->ReadText("SELECT a FROM replies").value(), "newer");
}

TEST_F(SqliteSchemaTest, NamesTheInterfaceOfRecordsThatAreThere) {
  Execute(At("first"), std::string(SchemaSteps()[0]) +
                           "PRAGMA application_id = " + std::to_string(kLedgerApplicationId) +
                           "; PRAGMA user_version = 1;"
                           "INSERT INTO replies VALUES ('39493002', 't-1', zeroblob(32), 1, "
                           "'rejected', 2, '1001', 'no', 400, 'why', 'delivered', 'ops', "
                           "'seen', 3);");
  MustOpen({.file = {.file = At("first")}});
  const auto list = Run(ledger_->List({}));
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 1U);
  const auto& [key, record] = list->front();
  EXPECT_EQ(key, (Key{"39493002", "t-1", "reply"}));
  EXPECT_EQ(record.claim_time, absl::FromUnixMicros(1));
  ASSERT_TRUE(record.settlement && record.finding);
  EXPECT_EQ(record.settlement->result_id, "1001");
  EXPECT_EQ(record.settlement->result_comment, "no");
  EXPECT_EQ(record.settlement->http_status, 400);
  EXPECT_EQ(record.settlement->why, "why");
  EXPECT_EQ(record.settlement->time, absl::FromUnixMicros(2));
  EXPECT_EQ(record.finding->settled_by, "ops");
  EXPECT_EQ(record.finding->reason, "seen");
  EXPECT_EQ(record.finding->time, absl::FromUnixMicros(3));
  EXPECT_EQ(record.finding->settled_by_identity, "");
}

TEST_F(SqliteSchemaTest, KeepsTheIdentityOfFindingsInAFileOfVersion2) {
  Execute(At("second"), std::string(SchemaSteps()[0]) + SchemaSteps()[1] +
                            "PRAGMA application_id = " + std::to_string(kLedgerApplicationId) +
                            "; PRAGMA user_version = 2;"
                            "INSERT INTO replies VALUES ('39493002', 't-1', 'reply', "
                            "zeroblob(32), 1, 'delivered', 3, '', '', 0, 'why', 'delivered', "
                            "'ops', 'seen', 3);"
                            "INSERT INTO replies VALUES ('39493002', 't-2', 'reply', "
                            "zeroblob(32), 2, 'unknown', 4, '', '', 0, 'why', NULL, '', '', "
                            "NULL);");
  MustOpen({.file = {.file = At("second")}});
  const auto decided = Run(
      ledger_->Decide({"39493002", "t-2"}, {.settled_by = "alice", .settled_by_identity = "CN:a"}));
  ASSERT_TRUE(decided.ok()) << decided.status();
  const auto list = Run(ledger_->List({}));
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ(list->front().second.finding->settled_by, "ops");
  EXPECT_EQ(list->front().second.finding->settled_by_identity, "");
  EXPECT_EQ(list->back().second.finding->settled_by_identity, "CN:a");
}

// A program beside this one may have been quicker.
TEST_F(SqliteSchemaTest, MovesNoFileOnThatIsNewerThanItsSteps) {
  auto database = SqliteDatabase::Open(file_, "");
  EXPECT_TRUE(absl::IsFailedPrecondition(Migrate(*database, SchemaSteps().first(1))));
  ASSERT_TRUE(database->Execute("PRAGMA user_version = -1").ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(Migrate(*database, SchemaSteps())));
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
  MustOpen(By(std::span(newer_).first(4)));
  Close();
  EXPECT_EQ(Version(), 4);
  MustOpen(By(newer_));
  Close();
  EXPECT_EQ(Version(), 5);
}

TEST_F(SqliteSchemaTest, ChangesNothingWhereAStepFails) {
  EXPECT_THAT(std::string(Open(By(broken_)).message()), HasSubstr("no such table: nonsense"));
  EXPECT_EQ(Version(), 3);
  MustOpen();
  EXPECT_EQ(StateIs("t-1"), "delivered");
}

TEST_F(SqliteSchemaTest, IsRefusedByTheProgramBefore) {
  MustOpen(By(newer_));
  Close();
  EXPECT_THAT(std::string(Open().message()), HasSubstr("is of schema version 5"));
}

}  // namespace
}  // namespace imageco::bridge::ledger
