// Nobody reads what the server logs: it serves, and ends when it is told to.
#include <sys/wait.h>

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/integration/replica_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

using server::IsOk;

class StuckLogTest : public ReplicaFixture {};

// More lines than the pipe takes, and the queue before it.
TEST_F(StuckLogTest, StopsNoReplyAndNoEnd) {
  constexpr int kRounds = 80;
  constexpr int kAtOnce = 100;
  const auto replica = Launch(LogReader::kGoesOnceItListens);
  for (int round = 0; round < kRounds; ++round) {
    std::vector<std::unique_ptr<server::PendingReply>> calls;
    for (int i = 0; i < kAtOnce; ++i) {
      calls.push_back(replica->StartReply(absl::StrCat("t-", round, "-", i)));
    }
    for (const auto& call : calls) ASSERT_THAT(call->status(), IsOk());
  }
  EXPECT_THAT(server::HttpGet(replica->process().operations_address(), "/metrics").body,
              testing::ContainsRegex("\ncomplaint_log_lines_dropped_total [1-9]"));
  replica->process().Signal(SIGTERM);
  const int status = replica->process().AwaitEnd();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

}  // namespace
}  // namespace imageco::integration
