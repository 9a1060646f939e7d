#include "tests/sandbox/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace imageco::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Config OneComplaint() {
  Config config;
  config.complaints = {{"C", "S"}};
  return config;
}

Message Reply(const std::string& transaction_id) {
  Message message;
  message.fields = {{"isspid", "1"},
                    {"transaction_id", transaction_id},
                    {"complaint_id", "C"},
                    {"seller_account", "S"}};
  message.applied = true;
  return message;
}

Verdict CheckedComplaint(const Journal& journal, const std::string& id,
                         const std::string& account) {
  Verdict verdict;
  verdict.fields = {{"complaint_id", id}, {"seller_account", account}};
  journal.CheckComplaint(verdict);
  return verdict;
}

TEST(Journal, MovesAComplaintToProcessingOnItsFirstReply) {
  Journal journal(OneComplaint());
  EXPECT_EQ(journal.complaint("C")->state, ComplaintState::kPending);
  journal.Record(Reply("t1"));
  EXPECT_EQ(journal.complaint("C")->state, ComplaintState::kProcessing);
  EXPECT_EQ(journal.complaint("C")->replies, 1);
}

TEST(Journal, LeavesAComplaintPendingWhenNothingWasApplied) {
  Journal journal(OneComplaint());
  Message message = Reply("t1");
  message.applied = false;
  journal.Record(message);
  EXPECT_EQ(journal.complaint("C")->state, ComplaintState::kPending);
  EXPECT_EQ(journal.counts().received, 1);
  EXPECT_EQ(journal.counts().applied, 0);
}

TEST(Journal, ShowsARepeatedReplyTwiceAndCountsIt) {
  Journal journal(OneComplaint());
  journal.Record(Reply("t1"));
  journal.Record(Reply("t1"));
  journal.Record(Reply("t2"));
  EXPECT_EQ(journal.counts().duplicates, 1);
  EXPECT_EQ(journal.counts().applied, 3);
  EXPECT_EQ(journal.complaint("C")->replies, 3);
  EXPECT_EQ(journal.Applied("t1").size(), 2);
  EXPECT_FALSE(journal.messages()[0].duplicate);
  EXPECT_TRUE(journal.messages()[1].duplicate);
}

TEST(Journal, CountsADuplicateEvenIfTheFirstWasNotApplied) {
  Journal journal(OneComplaint());
  Message message = Reply("t1");
  message.applied = false;
  journal.Record(message);
  journal.Record(Reply("t1"));
  EXPECT_EQ(journal.counts().duplicates, 1);
}

TEST(Journal, TellsMerchantsApart) {
  Journal journal(OneComplaint());
  journal.Record(Reply("t1"));
  Message other = Reply("t1");
  other.fields["isspid"] = "2";
  journal.Record(other);
  EXPECT_EQ(journal.counts().duplicates, 0);
}

TEST(Journal, CountsRejectionsPartialRequestsAndConnections) {
  Journal journal(OneComplaint());
  Message message;
  message.violations = {"json: broken"};
  journal.Record(message);
  journal.Record(message);
  journal.RecordPartialRequest();
  journal.RecordConnection();
  EXPECT_EQ(journal.counts().received, 2);
  EXPECT_EQ(journal.counts().rejected, 2);
  EXPECT_EQ(journal.counts().duplicates, 0) << "messages without an id repeat nothing";
  EXPECT_EQ(journal.counts().partial, 1);
  EXPECT_EQ(journal.counts().connections, 1);
}

TEST(Journal, ChecksComplaintAndAccount) {
  const Journal journal(OneComplaint());
  EXPECT_THAT(CheckedComplaint(journal, "C", "S").violations(), IsEmpty());
  const Verdict unknown = CheckedComplaint(journal, "D", "S");
  EXPECT_THAT(unknown.violations(), ElementsAre("complaint_id: D is not known"));
  EXPECT_EQ(unknown.ResultId(), "9003");
  EXPECT_THAT(CheckedComplaint(journal, "C", "T").violations(),
              ElementsAre("seller_account: T, expected S"));
}

TEST(Journal, TakesAnyComplaintWhereConfigured) {
  Config config;
  config.accept_any_complaint = true;
  Journal journal(config);
  EXPECT_TRUE(CheckedComplaint(journal, "D", "T").Accepted());
  EXPECT_FALSE(journal.complaint("C"));
  journal.Record(Reply("t1"));
  EXPECT_EQ(journal.complaint("C")->seller_account, "S");
}

TEST(Journal, KeepsTheLastMessagesAndAllCounts) {
  Config config = OneComplaint();
  config.keep_messages = 2;
  Journal journal(config);
  for (const char* const id : {"t1", "t2", "t3", "t1"}) journal.Record(Reply(id));
  ASSERT_EQ(journal.messages().size(), 2);
  EXPECT_EQ(journal.messages()[0].number, 3);
  EXPECT_EQ(journal.counts().received, 4);
  EXPECT_EQ(journal.counts().duplicates, 1);
}

TEST(Journal, KeepsNoMessageForZero) {
  Config config = OneComplaint();
  config.keep_messages = 0;
  Journal journal(config);
  journal.Record(Reply("t1"));
  EXPECT_THAT(journal.messages(), IsEmpty());
  EXPECT_EQ(journal.counts().applied, 1);
}

TEST(Journal, ForgetsEverythingWhenCleared) {
  Config config = OneComplaint();
  Journal journal(config);
  journal.Record(Reply("t1"));
  journal.Clear();
  EXPECT_THAT(journal.messages(), IsEmpty());
  EXPECT_EQ(journal.counts().received, 0);
  ASSERT_EQ(journal.complaints().size(), 1);
  EXPECT_EQ(journal.complaints()[0].state, ComplaintState::kPending);
  journal.Record(Reply("t1"));
  EXPECT_EQ(journal.counts().duplicates, 0);
}

TEST(Journal, WaitsForCounts) {
  Journal journal(OneComplaint());
  const auto has_one = [](const Counts& counts) { return counts.received == 1; };
  EXPECT_FALSE(journal.WaitFor(has_one, std::chrono::milliseconds(1)));
  std::thread other([&] { journal.Record(Reply("t1")); });
  EXPECT_TRUE(journal.WaitFor(has_one, std::chrono::seconds(10)));
  other.join();
}

}  // namespace
}  // namespace imageco::sandbox
