#include "tests/sandbox/digest.h"

#include <gtest/gtest.h>

namespace imageco::sandbox {
namespace {

TEST(Digest, ComputesTheVectorsOfRfc1321) {
  EXPECT_EQ(Md5Hex("", HexCase::kLower), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(Md5Hex("message digest", HexCase::kLower), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(Digest, ComputesTheVectorOfRfc2104) {
  EXPECT_EQ(HmacMd5Hex("Jefe", "what do ya want for nothing?", HexCase::kLower),
            "750c783e6ab0b503eaa86e310a5db738");
}

TEST(Digest, WritesUpperCase) {
  EXPECT_EQ(Md5Hex("", HexCase::kUpper), "D41D8CD98F00B204E9800998ECF8427E");
}

}  // namespace
}  // namespace imageco::sandbox
