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

TEST(Journal, LooksAtWhatIsNew) {
  Journal journal(OneComplaint());
  for (const char* const id : {"t1", "t2", "t3"}) journal.Record(Reply(id));
  const auto numbers = [&](std::uint64_t after, std::size_t most) {
    std::vector<std::uint64_t> found;
    for (const Message& message : journal.Look(after, most).messages) {
      found.push_back(message.number);
    }
    return found;
  };
  EXPECT_THAT(numbers(0, 10), ElementsAre(1, 2, 3));
  EXPECT_THAT(numbers(0, 2), ElementsAre(2, 3));
  EXPECT_THAT(numbers(2, 10), ElementsAre(3));
  EXPECT_THAT(numbers(3, 10), IsEmpty());
  EXPECT_THAT(numbers(9, 10), IsEmpty());
  EXPECT_EQ(journal.Look(3, 10).counts.received, 3);
}

TEST(Journal, LooksAtNoMessageThatItDoesNotKeep) {
  Config config = OneComplaint();
  config.keep_messages = 1;
  Journal journal(config);
  for (const char* const id : {"t1", "t2"}) journal.Record(Reply(id));
  ASSERT_EQ(journal.Look(0, 10).messages.size(), 1);
  EXPECT_EQ(journal.Look(0, 10).messages[0].number, 2);
}

TEST(Journal, LooksAtTheComplaintsRepliedToLast) {
  Config config;
  config.complaints = {{"A", "S"}, {"B", "S"}, {"C", "S", "broken"}};
  Journal journal(config);
  journal.Record(Reply("t1"));
  const Snapshot snapshot = journal.Look(0, 2);
  ASSERT_EQ(snapshot.complaints.size(), 2);
  EXPECT_EQ(snapshot.complaints[0].complaint_id, "C");
  EXPECT_EQ(snapshot.complaints[0].text, "broken");
  EXPECT_EQ(snapshot.complaints[1].complaint_id, "A");
}

TEST(Journal, ForgetsEverythingWhenCleared) {
  Config config = OneComplaint();
  Journal journal(config);
  journal.Record(Reply("t1"));
  const std::uint64_t before = journal.Look(0, 1).epoch;
  journal.Clear();
  EXPECT_NE(journal.Look(0, 1).epoch, before);
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
