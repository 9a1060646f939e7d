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

TEST(Digest, ComputesTheVectorsOfFips180) {
  EXPECT_EQ(Sha256Hex("abc", HexCase::kLower),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", HexCase::kLower),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, ComputesTheVectorOfRfc4231) {
  EXPECT_EQ(HmacSha256Hex("Jefe", "what do ya want for nothing?", HexCase::kLower),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, WritesUpperCase) {
  EXPECT_EQ(Md5Hex("", HexCase::kUpper), "D41D8CD98F00B204E9800998ECF8427E");
}

}  // namespace
}  // namespace imageco::sandbox
