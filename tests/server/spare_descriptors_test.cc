#include "server/spare_descriptors.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exhaustion.h"

namespace imageco::server {
namespace {

TEST(SpareDescriptorsTest, AreThereOrAreSaidToBeMissing) {
  {
    const FewDescriptors enough(kSpareDescriptorsMin);
    EXPECT_TRUE(CheckSpareDescriptors().ok());
    EXPECT_TRUE(CheckSpareDescriptors().ok()) << "the first took some";
  }
  const FewDescriptors few(kSpareDescriptorsMin - 1);
  const absl::Status status = CheckSpareDescriptors();
  EXPECT_TRUE(absl::IsResourceExhausted(status));
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("ulimit -n"));
}

}  // namespace
}  // namespace imageco::server
