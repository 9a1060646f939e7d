#include "server/listener/descriptors.h"

#include <sys/resource.h>

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

TEST(DescriptorsTest, GiveConnectionsWhatOthersLeave) {
  EXPECT_EQ(ConnectionsThatFit(10'000, 1'000'000, 200), 10'000u);
  EXPECT_EQ(ConnectionsThatFit(10'000, 1'024, 224), 400u);
  EXPECT_EQ(ConnectionsThatFit(10'000, 100, 224), 1u);
  EXPECT_EQ(ConnectionsThatFit(10'000, 225, 224), 1u);
}

TEST(DescriptorsTest, AreRaisedToTheHardLimit) {
  rlimit before = {};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit low = {before.rlim_max / 2, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &low);
  EXPECT_EQ(RaiseDescriptorLimit(), before.rlim_max);
  rlimit after = {};
  getrlimit(RLIMIT_NOFILE, &after);
  EXPECT_EQ(after.rlim_cur, before.rlim_max);
  setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace imageco::server
