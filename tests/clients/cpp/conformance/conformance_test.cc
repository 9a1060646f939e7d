#include <chrono>
#include <cstdlib>
#include <fstream>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/clients/cpp/conformance/case_runner.h"
#include "tests/clients/cpp/conformance/json_form.h"
#include "tests/clients/cpp/conformance/stage.h"

namespace imageco::complaint::conformance {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr char kNoStage[] = "IMAGECO_STAGE is not set: tests/clients/stage.py starts a stage";

struct Case {
  std::string name;
  json steps;
};

void PrintTo(const Case& tested, std::ostream* stream) { *stream << tested.name; }

std::vector<Case> LoadCases() {
  const char* vectors = std::getenv("IMAGECO_VECTORS");
  if (vectors == nullptr) return {{"NeedsAStage", json::array()}};
  std::vector<Case> cases;
  const json table = json::parse(std::ifstream(vectors));
  for (const json& tested : table.at("cases")) {
    cases.push_back({tested.at("name"), tested.at("steps")});
  }
  return cases;
}

// Null where there is none.
std::unique_ptr<Stage> FindStage() {
  const char* description = std::getenv("IMAGECO_STAGE");
  return description == nullptr ? nullptr : std::make_unique<Stage>(json::parse(description));
}

class Conformance : public ::testing::TestWithParam<Case> {
 protected:
  static void SetUpTestSuite() { stage_ = FindStage(); }
  static void TearDownTestSuite() { stage_.reset(); }

  static std::unique_ptr<Stage> stage_;
};

std::unique_ptr<Stage> Conformance::stage_;

TEST_P(Conformance, Holds) {
  if (stage_ == nullptr) {
    GTEST_SKIP() << kNoStage;
  }
  CaseRunner runner(*stage_);
  for (const json& step : GetParam().steps) {
    runner.Run(step);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Conformance, ::testing::ValuesIn(LoadCases()),
                         [](const auto& info) { return info.param.name; });

// gRPC makes no progress of its own with a connection while no thread of the process waits on it;
// in a process that holds a server, one always does.
TEST(ReplyUntilSettled, FindsAServerThatComesBackWhileItWaits) {
  const std::unique_ptr<Stage> stage = FindStage();
  if (stage == nullptr) GTEST_SKIP() << kNoStage;
  const Client client = stage->ClientOf("plain", /*retries=*/true);
  const json request = {{"isspid", "39493002"},
                        {"sellerAccount", "66660000000000001"},
                        {"complaintId", "200201820200101080076610000"},
                        {"responseContent", "已与用户沟通解决"}};
  ASSERT_TRUE(client.Reply(ToReplyRequest(request)).ok());
  stage->Order({{"kill", "plain"}});
  CallOptions options;
  options.timeout = 12s;
  auto reply = std::async(std::launch::async, [&client, &request, &options] {
    return client.ReplyUntilSettled(ToReplyRequest(request), options);
  });
  std::this_thread::sleep_for(1s);
  stage->Order({{"start", "plain"}});
  EXPECT_TRUE(reply.get().ok());
}

}  // namespace
}  // namespace imageco::complaint::conformance
