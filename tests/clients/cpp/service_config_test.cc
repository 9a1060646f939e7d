#include "clients/cpp/src/service_config.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "clients/cpp/src/asking_again.h"
#include "gtest/gtest.h"

namespace imageco::complaint {
namespace {

std::chrono::nanoseconds ToDuration(const std::string& seconds) {
  return std::chrono::nanoseconds(std::llround(std::stod(seconds) * 1e9));
}

TEST(ServiceConfig, IsTheSharedOne) {
  std::ifstream file(SERVICE_CONFIG_JSON);
  const std::string shared{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  ASSERT_FALSE(shared.empty());
  EXPECT_EQ(kServiceConfig, shared);
}

TEST(ServiceConfig, RetriesAsTheClientDoes) {
  const nlohmann::json config = nlohmann::json::parse(kServiceConfig);
  ASSERT_EQ(config["methodConfig"].size(), 1U);
  const nlohmann::json& policy = config["methodConfig"][0]["retryPolicy"];
  EXPECT_EQ(policy["maxAttempts"], kRetries.attempts_max);
  EXPECT_EQ(ToDuration(policy["initialBackoff"]), kRetries.backoff_min);
  EXPECT_EQ(ToDuration(policy["maxBackoff"]), kRetries.backoff_max);
  EXPECT_EQ(policy["backoffMultiplier"], 2);
  EXPECT_EQ(policy["retryableStatusCodes"], nlohmann::json({"UNAVAILABLE"}));
}

}  // namespace
}  // namespace imageco::complaint
