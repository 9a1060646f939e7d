#include "bridge/sha256.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "bridge/fingerprint.h"
#include "bridge/page_token.h"
#include "tests/no_algorithms.h"

namespace imageco::bridge {
namespace {

TEST(Sha256Test, IsThatOfTheStandard) {
  const auto digest = Sha256Of("abc");
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(absl::BytesToHexString(
                absl::string_view(reinterpret_cast<const char*>(digest->data()), digest->size())),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// In a process of its own, whose first digest it is. Were bytes to stand in its place, all payloads
// would have one fingerprint, and a page of one list would be taken for that of another.
TEST(Sha256DeathTest, IsAnErrorWhereOpenSslHasNone) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto try_all = [] {
    const NoAlgorithms none;
    complaint::v1::ListRepliesRequest list;
    // A place without a digest, as a forged token may name it.
    absl::WebSafeBase64Escape(std::string(16 + 8 + 4, '\0'), list.mutable_page_token());
    const bool all_fail = !Sha256Of("").ok() && !FingerprintOf({}).ok() &&
                          !EncodePageToken({}, {}).ok() && !DecodePageToken(list).ok();
    std::_Exit(all_fail ? 0 : 1);
  };
  EXPECT_EXIT(try_all(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace imageco::bridge
