// The thread that all replies run on stands still: health says so, and nothing keeps the process.
#include <sys/wait.h>

#include <csignal>
#include <memory>
#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/replica_fixture.h"
#include "tests/integration/stopped_thread.h"
#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

using server::HttpGet;
using server::IsOk;
using testing::HasSubstr;

using StandingLoopTest = ReplicaFixture;

TEST_F(StandingLoopTest, TakesReadinessAwayUntilItTurns) {
  const auto replica = Launch();
  const std::string operations = replica->process().operations_address();
  {
    const StoppedThread loop(replica->process().pid(), "loop");
    if (!loop.is_stopped()) GTEST_SKIP() << "no thread of a child can be stopped here";
    while (HttpGet(operations, "/readyz").status == 200) std::this_thread::yield();
    EXPECT_THAT(HttpGet(operations, "/readyz").body, HasSubstr("loop: has not turned for "));
    EXPECT_EQ(HttpGet(operations, "/livez").status, 200);
  }
  while (HttpGet(operations, "/readyz").status != 200) std::this_thread::yield();
  EXPECT_THAT(replica->Reply("t-1"), IsOk());
  replica->process().Signal(SIGTERM);
  replica->process().AwaitEnd();
  EXPECT_THAT(replica->process().log(), HasSubstr("the loop stands still"));
  EXPECT_THAT(replica->process().log(), HasSubstr("the loop turns again"));
}

TEST_F(StandingLoopTest, DoesNotKeepAProcessThatIsToEnd) {
  config().mutable_limits()->mutable_drain_timeout()->set_nanos(1'000'000);
  merchant().mutable_gateway()->mutable_connect_timeout()->set_nanos(1'000'000);
  merchant().mutable_gateway()->mutable_exchange_timeout()->set_nanos(1'000'000);
  const auto replica = Launch();
  StoppedThread loop(replica->process().pid(), "loop");
  if (!loop.is_stopped()) GTEST_SKIP() << "no thread of a child can be stopped here";
  replica->process().Signal(SIGTERM);
  loop.AwaitGone();
  const int status = replica->process().AwaitEnd();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 4) << status;
  EXPECT_THAT(replica->process().log(), HasSubstr("not drained in time"));
}

}  // namespace
}  // namespace imageco::integration
