// The morning after: an operator settles all that a night left unknown, with the program that is
// shipped, and is disturbed at it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/integration/replica_fixture.h"

namespace imageco::integration {
namespace {

using complaint::v1::REPLY_STATE_DELIVERED;
using complaint::v1::REPLY_STATE_NOT_DELIVERED;
using complaint::v1::REPLY_STATE_UNKNOWN;
using grpc::StatusCode;
using server::IsError;
using server::IsOk;
using ::testing::EndsWith;
using ::testing::HasSubstr;

constexpr int kReplies = 60;

// complaintctl in a process of its own, whose stdout is read here, and no faster than that: it can
// be ahead of its reader by a page of memory at most.
class Ctl {
 public:
  explicit Ctl(std::vector<std::string> command) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    std::array<int, 2> fds{};
    if (pipe2(fds.data(), O_CLOEXEC) != 0) std::abort();
    fcntl(fds[1], F_SETPIPE_SZ, 4096);
    pid_ = fork();
    if (pid_ < 0) std::abort();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      dup2(fds[1], STDOUT_FILENO);
      execv(arguments[0], arguments.data());
      _exit(127);
    }
    close(fds[1]);
    out_ = fds[0];
  }
  Ctl(const Ctl&) = delete;
  Ctl& operator=(const Ctl&) = delete;
  ~Ctl() { close(out_); }

  std::string ReadLine() {
    std::string line;
    for (char c = 0; c != '\n' && read(out_, &c, 1) == 1;) line.push_back(c);
    return line;
  }

  // What is left of its stdout.
  std::string ReadAll() {
    std::string text;
    for (std::string line = ReadLine(); !line.empty(); line = ReadLine()) text += line;
    return text;
  }

  // Ends it, if it has not ended by itself, and gives its exit code, or its signal negated.
  int End(int signal = 0) {
    if (signal != 0) kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
};

class SettleAllTest : public ReplicaFixture {
 protected:
  SettleAllTest() {
    config().set_allow_admin_without_identity(true);
    server_ = Launch();
    PlanFault(
        [](sandbox::FaultPlan& plan) {
          plan.connection.emplace();
          plan.apply = false;
        },
        kReplies);
    for (int i = 0; i < kReplies; ++i) {
      EXPECT_THAT(server_->Reply(Id(i)), IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
    }
  }

  static std::string Id(int i) { return absl::StrCat("night-", 100 + i); }

  // More than one page.
  std::vector<std::string> Command(const std::vector<std::string>& more = {}) {
    std::vector<std::string> command = {COMPLAINTCTL,
                                        "settle",
                                        "--all",
                                        "--server",
                                        server_->process().address(),
                                        "--isspid",
                                        server::kIsspid,
                                        "--from",
                                        "2020-01-01T00:00:00Z",
                                        "--before",
                                        "2100-01-01T00:00:00Z",
                                        "--page-size",
                                        "7",
                                        "--not-delivered",
                                        "--by",
                                        "alice",
                                        "--reason",
                                        "gateway was down all night",
                                        "--yes-settle",
                                        absl::StrCat(kReplies)};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }

  int Unknown() {
    int unknown = 0;
    for (int i = 0; i < kReplies; ++i) {
      unknown += server_->StateOf(Id(i)) == REPLY_STATE_UNKNOWN ? 1 : 0;
    }
    return unknown;
  }

  // Each was settled once, by this operator and for this reason: the server's log has it.
  void ExpectAudited() {
    std::unique_ptr<Replica> server = std::move(server_);
    server->process().Signal(SIGTERM);
    server->process().AwaitEnd();
    const std::string& log = server->process().log();
    for (int i = 0; i < kReplies; ++i) {
      const std::string line = absl::StrCat(
          R"("transaction_id":")", Id(i),
          R"(","outcome":"SETTLED","verdict":"VERDICT_NOT_DELIVERED","settled_by":"alice",)",
          R"("reason":"gateway was down all night")");
      const size_t found = log.find(line);
      EXPECT_NE(found, std::string::npos) << Id(i);
      EXPECT_EQ(log.find(line, found + 1), std::string::npos) << Id(i) << " twice";
    }
  }

  void ExpectGoesOnAfter(int signal) {
    Ctl ended(Command({"--output", "json"}));
    EXPECT_THAT(ended.ReadLine(), HasSubstr("REPLY_STATE_NOT_DELIVERED"));
    EXPECT_EQ(ended.End(signal), -signal);
    const int left = Unknown();
    EXPECT_LT(left, kReplies) << "it had begun";
    EXPECT_GT(left, 0) << "it was ended in the middle";

    Ctl again(Command());
    EXPECT_THAT(again.ReadAll(), EndsWith(absl::StrCat("\nSettled ", left, " of ", left, ".\n")));
    EXPECT_EQ(again.End(), 0);
    EXPECT_EQ(Unknown(), 0);
    ExpectAudited();
  }

  std::unique_ptr<Replica> server_;
};

TEST_F(SettleAllTest, GoesOnWithTheRestWhereItWasKilledInTheMiddle) { ExpectGoesOnAfter(SIGKILL); }

TEST_F(SettleAllTest, GoesOnWithTheRestAfterCtrlC) { ExpectGoesOnAfter(SIGINT); }

TEST_F(SettleAllTest, LetsEachGoOnceMore) {
  Ctl ctl(Command());
  ctl.ReadAll();
  EXPECT_EQ(ctl.End(), 0);
  for (int i = 0; i < kReplies; ++i) {
    EXPECT_EQ(server_->StateOf(Id(i)), REPLY_STATE_NOT_DELIVERED) << i;
    EXPECT_THAT(server_->Reply(Id(i)), IsOk());
    EXPECT_EQ(Applied(Id(i)), 1u);
  }
}

TEST_F(SettleAllTest, LeavesWhatAnotherOperatorSettledMeanwhile) {
  Ctl ctl(Command({"--output", "json"}));
  // By now it has listed them all, and cannot have come to the last.
  ctl.ReadLine();
  EXPECT_THAT(server_->Settle(Id(kReplies - 1), complaint::v1::VERDICT_DELIVERED), IsOk());
  const std::string rest = ctl.ReadAll();
  EXPECT_EQ(ctl.End(), 0);
  EXPECT_THAT(rest, HasSubstr("REPLY_NOT_UNKNOWN"));
  EXPECT_EQ(server_->StateOf(Id(kReplies - 1)), REPLY_STATE_DELIVERED);
  EXPECT_EQ(server_->StateOf(Id(kReplies - 2)), REPLY_STATE_NOT_DELIVERED);
}

}  // namespace
}  // namespace imageco::integration
