#include "clients/cpp/src/address.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "gtest/gtest.h"

namespace imageco::complaint {
namespace {

TEST(WhyNoAddress, SaysWhatEveryClientSays) {
  const auto vectors = nlohmann::json::parse(std::ifstream(CLIENTS_JSON));
  ASSERT_FALSE(vectors.at("addresses").empty());
  for (const auto& row : vectors["addresses"]) {
    EXPECT_EQ(WhyNoAddress(row.at("address").get<std::string>()), row.at("fault")) << row;
  }
}

}  // namespace
}  // namespace imageco::complaint
