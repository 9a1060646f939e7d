// What --check says of a configuration is what a start says of it, and what it takes starts.
#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/integration/server_process.h"
#include "tests/server/config/config_rows.h"
#include "tests/server/config/config_world.h"

namespace imageco::integration {
namespace {

using server::ConfigRow;
using server::ConfigRows;
using server::ConfigWorld;
using testing::HasSubstr;
using testing::Not;

struct Ended {
  int status;
  std::string output;  // of both kinds
};

// Without what is logged, each line with its time.
std::string WithoutLog(const std::string& output) {
  std::string rest;
  for (const absl::string_view line : absl::StrSplit(output, '\n')) {
    if (!line.empty() && line.front() != '{') absl::StrAppend(&rest, line, "\n");
  }
  return rest;
}

// For a server that is not to serve. One that hangs is ended.
Ended RunToItsEnd(const std::string& config, const char* flags) {
  const std::string command = absl::StrCat("timeout -s KILL 30 ", COMPLAINT_SERVER, " --config '",
                                           config, "' ", flags, " 2>&1");
  Ended ended{};
  FILE* const pipe = popen(command.c_str(), "r");
  char bytes[4096];
  while (const size_t count = fread(bytes, 1, sizeof(bytes), pipe))
    ended.output.append(bytes, count);
  ended.output = WithoutLog(ended.output);
  ended.status = WEXITSTATUS(pclose(pipe));
  return ended;
}

// Told with the others, so that one run shows all that are wrong.
class ConfigurationsTest : public testing::Test {
 protected:
  void ExpectRefused(const ConfigRow& row) {
    const std::string config = world_.Write(row);
    const Ended checked = RunToItsEnd(config, "--check");
    ASSERT_EQ(checked.status, 2) << checked.output;
    EXPECT_THAT(absl::StrCat("\n", checked.output), HasSubstr("\n" + world_.FaultOf(row)));
    // What somebody gave by mistake, such as a key.
    for (const char* secret : {"f00d", "LOUD", "MANY", "sesame"}) {
      EXPECT_THAT(checked.output, Not(HasSubstr(secret)));
    }
    const Ended started = RunToItsEnd(config, "");
    EXPECT_EQ(started.output, checked.output);
    EXPECT_EQ(started.status, checked.status);
  }

  void ExpectTaken(const ConfigRow& row) {
    const std::string config = world_.Write(row);
    const Ended checked = RunToItsEnd(config, "--check");
    EXPECT_EQ(checked.status, 0);
    EXPECT_THAT(checked.output, HasSubstr("the configuration is good\n"));
    if (row.may_lack) return;
    ServerProcess process({COMPLAINT_SERVER, "--config", config});
    EXPECT_NE(process.address(), "");
    process.Signal(SIGTERM);
    const int status = process.AwaitEnd();
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status << process.log();
  }

  const ConfigWorld world_;
};

TEST_F(ConfigurationsTest, StartAsTheCheckSays) {
  for (const ConfigRow& row : ConfigRows()) {
    const testing::ScopedTrace trace(__FILE__, __LINE__, row.name);
    if (row.fault.empty()) {
      ExpectTaken(row);
    } else {
      ExpectRefused(row);
    }
  }
}

}  // namespace
}  // namespace imageco::integration
