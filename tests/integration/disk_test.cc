// The disk under the ledger is full.
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/integration/replica_fixture.h"
#include "tests/integration/small_disk.h"

namespace imageco::integration {
namespace {

using grpc::StatusCode;
using server::IsError;
using server::IsOk;

// Claims at most until a disk without a free byte is noticed: pages that are there are used first.
constexpr int kRepliesMax = 2000;

class FullDiskTest : public ReplicaFixture {
 protected:
  FullDiskTest() {
    config().mutable_ledger()->mutable_sqlite()->set_file(disk_.path() / "replies.sqlite3");
  }

  // Sends replies until one is refused, and gives its id.
  std::string ReplyUntilRefused(Replica& replica) {
    for (int i = 0; i < kRepliesMax; ++i) {
      const std::string id = absl::StrCat("full-", i);
      const grpc::Status status = replica.Reply(id);
      ExpectTrue(id, status);
      if (status.ok()) delivered_.push_back(id);
      if (server::ReasonOf(status) == "OUTCOME_UNKNOWN") unknown_.push_back(id);
      if (server::ReasonOf(status) == "LEDGER_UNAVAILABLE") return id;
    }
    ADD_FAILURE() << "no reply was refused";
    return "";
  }

  // Everything that was answered stands as it was answered, and is not sent again.
  void ExpectNothingLost(Replica& replica) {
    const auto received = gateway().counts().received;
    for (const std::string& id : delivered_) EXPECT_THAT(replica.Reply(id), IsOk()) << id;
    for (const std::string& id : unknown_) EXPECT_FALSE(replica.Reply(id).ok()) << id;
    EXPECT_EQ(gateway().counts().received, received);
    ExpectNoDuplicates();
  }

  SmallDisk disk_{folder_.path() / "disk"};
  std::vector<std::string> delivered_;
  std::vector<std::string> unknown_;
};

TEST_F(FullDiskTest, RefusesBeforeSendingAndGoesOnOnceThereIsSpace) {
  if (!disk_.fault().empty()) GTEST_SKIP() << "NOT TESTED: cannot mount a disk: " << disk_.fault();
  const auto replica = Launch();
  ASSERT_THAT(replica->Reply("t-1"), IsOk());
  delivered_.emplace_back("t-1");

  disk_.Fill();
  const std::string refused = ReplyUntilRefused(*replica);
  const auto received = gateway().counts().received;
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(replica->Reply(absl::StrCat("refused-", i)),
                IsError(StatusCode::UNAVAILABLE, "LEDGER_UNAVAILABLE"));
  }
  EXPECT_EQ(gateway().counts().received, received);

  disk_.Free();
  EXPECT_THAT(replica->Reply(refused), IsOk());
  EXPECT_THAT(replica->Reply("refused-0"), IsOk());
  ExpectNothingLost(*replica);
}

TEST_F(FullDiskTest, LosesNothingOverKillAndRestart) {
  if (!disk_.fault().empty()) GTEST_SKIP() << "NOT TESTED: cannot mount a disk: " << disk_.fault();
  {
    const auto replica = Launch();
    ASSERT_THAT(replica->Reply("t-1"), IsOk());
    delivered_.emplace_back("t-1");
    disk_.Fill();
    ReplyUntilRefused(*replica);
    replica->process().Kill();
  }
  disk_.Free();
  const auto restarted = Launch();
  ExpectNothingLost(*restarted);
  EXPECT_THAT(restarted->Reply("after"), IsOk());
}

}  // namespace
}  // namespace imageco::integration
