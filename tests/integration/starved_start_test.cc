// The system gives the server less than it takes to serve.
#include <sys/wait.h>

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

class StarvedStartTest : public ReplicaFixture {};

// From none at all on to as many as it takes.
TEST_F(StarvedStartTest, EndsInOrderWithoutDescriptors) {
  constexpr int kMoreThanItTakes = 200;
  int descriptors = 3;
  for (; descriptors < kMoreThanItTakes; ++descriptors) {
    const auto replica = LaunchWithDescriptors(descriptors);
    if (!replica->process().address().empty()) break;
    const int status = replica->process().AwaitEnd();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) != 0)
        << descriptors << ": " << status << "\n"
        << replica->process().log();
  }
  EXPECT_LT(descriptors, kMoreThanItTakes) << "it never listened";
}

}  // namespace
}  // namespace imageco::integration
