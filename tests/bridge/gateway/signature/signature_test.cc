#include "bridge/gateway/signature/signature.h"

#include <openssl/evp.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <cstdlib>

#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/signature/canonical_text.h"
#include "bridge/gateway/signature/digest.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/bridge/gateway/openssl_digest.h"
#include "tests/bridge/gateway/vectors.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes

// The class is named like the message that configures it.
using Signer = gateway::Signature;
using Scheme = config::v1::Signature;

std::string SignOf(const Scheme& scheme, std::string_view text, const std::string& key = kKey) {
  const absl::StatusOr<Signer> signer = Signer::Make(scheme, key, SharedGbk());
  const absl::StatusOr<Node> root = ReadJson(text);
  if (!signer.ok()) return std::string(signer.status().message());
  if (!root.ok()) return std::string(root.status().message());
  const absl::StatusOr<std::string> sign = signer->Sign(text, *root);
  return sign.ok() ? *sign : std::string(sign.status().message());
}

std::string CanonicalOf(const Scheme& scheme, std::string_view text) {
  return CanonicalText(WithDefaults(scheme), text, *ReadJson(text));
}

std::string PairsOf(std::string_view text, Nested nested = NESTED_UNSPECIFIED) {
  Scheme scheme;
  scheme.set_nested(nested);
  return CanonicalOf(scheme, text);
}

Scheme BodyScheme() {
  Scheme scheme;
  scheme.set_canonical(CANONICAL_BODY);
  return scheme;
}

// The digest of a vector by OpenSSL alone.
std::string IndependentSign(const SignVector& vector) {
  std::string text = vector.canonical;
  if (vector.scheme.charset() == CHARSET_GBK) text = *SharedGbk()->Encode(text);
  const Digest digest = vector.scheme.digest();
  const bool sha256 = digest == DIGEST_SHA256 || digest == DIGEST_HMAC_SHA256;
  const char* algorithm = sha256 ? "SHA256" : "MD5";
  std::string hex;
  if (digest == DIGEST_HMAC_MD5 || digest == DIGEST_HMAC_SHA256) {
    hex = HmacLower(algorithm, vector.key, text);
  } else if (vector.scheme.key_placement() == KEY_PLACEMENT_APPEND_NAMED) {
    hex = DigestLower(algorithm, text + "&key=" + vector.key);
  } else if (vector.scheme.key_placement() == KEY_PLACEMENT_APPEND) {
    hex = DigestLower(algorithm, text + vector.key);
  } else if (vector.scheme.key_placement() == KEY_PLACEMENT_PREPEND) {
    hex = DigestLower(algorithm, vector.key + text);
  } else {
    hex = DigestLower(algorithm, vector.key + text + vector.key);
  }
  return vector.scheme.hex_case() == HEX_CASE_LOWER ? hex : Upper(hex);
}

TEST(SignVectors, AreAllThere) { EXPECT_EQ(SignVectors().size(), 64u); }

TEST(SignVectors, AreWhatOpenSslMakesOfTheirCanonicalText) {
  for (const SignVector& vector : SignVectors()) {
    EXPECT_EQ(IndependentSign(vector), vector.sign) << vector.name;
  }
}

TEST(Signature, SignsEveryVector) {
  for (const SignVector& vector : SignVectors()) {
    EXPECT_EQ(SignOf(vector.scheme, vector.message, vector.key), vector.sign) << vector.name;
  }
}

TEST(Signature, MakesTheCanonicalTextOfEveryVector) {
  for (const SignVector& vector : SignVectors()) {
    EXPECT_EQ(CanonicalOf(vector.scheme, vector.message), vector.canonical) << vector.name;
  }
}

TEST(Signature, VerifiesEveryVectorWhereverItsSignStands) {
  for (const SignVector& vector : SignVectors()) {
    EXPECT_EQ(SignOf(vector.scheme, vector.Signed(), vector.key), vector.sign) << vector.name;
    const size_t members = ReadJson(vector.message)->children.size();
    for (size_t index = 0; index < members; ++index) {
      EXPECT_EQ(SignOf(vector.scheme, vector.SignedBefore(index), vector.key), vector.sign)
          << vector.name << " before member " << index;
    }
  }
}

TEST(Signature, ChangesWithEveryMemberOfTheMessage) {
  for (const SignVector& vector : SignVectors()) {
    const std::string other = Replaced(vector.message, "\"39493002\"", "\"39493003\"");
    EXPECT_NE(SignOf(vector.scheme, other, vector.key), vector.sign) << vector.name;
  }
}

TEST(Signature, ChangesWithTheKey) {
  for (const SignVector& vector : SignVectors()) {
    EXPECT_NE(SignOf(vector.scheme, vector.message, vector.key + "0"), vector.sign) << vector.name;
  }
}

TEST(Signature, TakesTheDocumentedDefaults) {
  const Scheme scheme = WithDefaults({});
  EXPECT_EQ(scheme.canonical(), CANONICAL_SORTED_PAIRS);
  EXPECT_EQ(scheme.key_placement(), KEY_PLACEMENT_APPEND_NAMED);
  EXPECT_EQ(scheme.charset(), CHARSET_UTF8);
  EXPECT_EQ(scheme.nested(), NESTED_JSON_TEXT);
  EXPECT_EQ(scheme.digest(), DIGEST_MD5);
  EXPECT_EQ(scheme.hex_case(), HEX_CASE_UPPER);
  EXPECT_EQ(SignOf({}, SignVectors().front().message), SignVectors().front().sign);
}

TEST(Signature, WrapsTheBodyByDefault) {
  EXPECT_EQ(WithDefaults(BodyScheme()).key_placement(), KEY_PLACEMENT_WRAP);
}

TEST(Signature, AppendsTheKeyToValuesByDefault) {
  for (const Canonical canonical : {CANONICAL_SORTED_VALUES, CANONICAL_VALUES}) {
    Scheme scheme;
    scheme.set_canonical(canonical);
    EXPECT_EQ(WithDefaults(scheme).key_placement(), KEY_PLACEMENT_APPEND);
  }
}

TEST(Signature, KeepsWhatIsSet) {
  for (const SignVector& vector : SignVectors()) {
    EXPECT_EQ(WithDefaults(vector.scheme).SerializeAsString(), vector.scheme.SerializeAsString());
  }
}

TEST(Signature, ShowsTheTextThatIsDigested) {
  for (const SignVector& vector : SignVectors()) {
    const absl::StatusOr<Signer> signer = Signer::Make(vector.scheme, vector.key, SharedGbk());
    std::string text = signer->SignedText(vector.message, *ReadJson(vector.message));
    const Digest digest = vector.scheme.digest();
    if (digest == DIGEST_HMAC_MD5 || digest == DIGEST_HMAC_SHA256) {
      EXPECT_EQ(text, vector.canonical) << vector.name;
      continue;
    }
    if (vector.scheme.charset() == CHARSET_GBK) text = *SharedGbk()->Encode(text);
    const std::string hex = DigestLower(digest == DIGEST_SHA256 ? "SHA256" : "MD5", text);
    EXPECT_EQ(hex, absl::AsciiStrToLower(vector.sign)) << vector.name;
  }
}

TEST(Signature, PlacesTheKey) {
  const struct {
    KeyPlacement placement;
    std::string signed_text;
  } rows[] = {
      {KEY_PLACEMENT_UNSPECIFIED, "a=1&key=K"},
      {KEY_PLACEMENT_APPEND_NAMED, "a=1&key=K"},
      {KEY_PLACEMENT_APPEND, "a=1K"},
      {KEY_PLACEMENT_PREPEND, "Ka=1"},
      {KEY_PLACEMENT_WRAP, "Ka=1K"},
  };
  for (const auto& row : rows) {
    Scheme scheme;
    scheme.set_key_placement(row.placement);
    EXPECT_EQ(SignOf(scheme, R"({"a":"1"})", "K"), Upper(Md5Lower(row.signed_text)));
    scheme.set_digest(DIGEST_HMAC_MD5);
    EXPECT_EQ(SignOf(scheme, R"({"a":"1"})", "K"), Upper(HmacMd5Lower("K", "a=1")));
    scheme.set_digest(DIGEST_SHA256);
    EXPECT_EQ(SignOf(scheme, R"({"a":"1"})", "K"), Upper(DigestLower("SHA256", row.signed_text)));
    scheme.set_digest(DIGEST_HMAC_SHA256);
    EXPECT_EQ(SignOf(scheme, R"({"a":"1"})", "K"), Upper(HmacLower("SHA256", "K", "a=1")));
  }
}

// FIPS 180-2, appendix B.1 and B.2, whose texts are cut here between message and key.
TEST(Signature, MakesTheDigestsOfFips180) {
  Scheme scheme = BodyScheme();
  scheme.set_digest(DIGEST_SHA256);
  scheme.set_key_placement(KEY_PLACEMENT_APPEND);
  scheme.set_hex_case(HEX_CASE_LOWER);
  const Node no_members;
  EXPECT_EQ(*Signer::Make(scheme, "c", SharedGbk())->Sign("ab", no_members),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(*Signer::Make(scheme, "mnomnopnopq", SharedGbk())
                 ->Sign("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnl", no_members),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

// RFC 4231, test cases 1, 2 and 6.
TEST(Signature, MakesTheMacsOfRfc4231) {
  Scheme scheme = BodyScheme();
  scheme.set_digest(DIGEST_HMAC_SHA256);
  scheme.set_hex_case(HEX_CASE_LOWER);
  const struct {
    std::string key;
    std::string text;
    std::string mac;
  } rows[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(*Signer::Make(scheme, row.key, SharedGbk())->Sign(row.text, Node()), row.mac);
  }
}

TEST(Signature, FitsNoOtherDigestThanItsOwn) {
  for (const SignVector& vector : SignVectors()) {
    for (const Digest digest : {DIGEST_MD5, DIGEST_HMAC_MD5, DIGEST_SHA256, DIGEST_HMAC_SHA256}) {
      Scheme scheme = vector.scheme;
      scheme.set_digest(digest);
      EXPECT_EQ(Signer::Make(scheme, vector.key, SharedGbk())
                    ->Fits(vector.sign, vector.message, *ReadJson(vector.message)),
                digest == vector.scheme.digest())
          << vector.name << digest;
    }
  }
}

TEST(Signature, WritesTheLettersAsConfigured) {
  Scheme scheme;
  scheme.set_hex_case(HEX_CASE_LOWER);
  const std::string text = R"({"a":"1"})";
  EXPECT_EQ(SignOf(scheme, text, "K"), Md5Lower("a=1&key=K"));
  EXPECT_EQ(SignOf({}, text, "K"), Upper(Md5Lower("a=1&key=K")));
}

TEST(Signature, RefusesAnEmptyKey) { EXPECT_EQ(SignOf({}, "{}", ""), "the key is empty"); }

TEST(Signature, TakesKeysOfAnyBytesAndLength) {
  const std::string key = std::string("\0\xFF", 2) + std::string(200, 'k');
  EXPECT_EQ(SignOf({}, R"({"a":"1"})", key), Upper(Md5Lower("a=1&key=" + key)));
}

TEST(Signature, SignsGbkBytesWhereConfigured) {
  Scheme scheme;
  scheme.set_charset(CHARSET_GBK);
  EXPECT_EQ(SignOf(scheme, R"({"a":"回乚"})", "K"), Upper(Md5Lower("a=\xBB\xD8\x81\x5D&key=K")));
}

TEST(Signature, RefusesTextThatItCannotSignAsGbk) {
  for (const Canonical canonical : {CANONICAL_SORTED_PAIRS, CANONICAL_BODY}) {
    Scheme scheme;
    scheme.set_charset(CHARSET_GBK);
    scheme.set_canonical(canonical);
    EXPECT_EQ(SignOf(scheme, R"({"a":"secret€"})"), "U+20AC is not in GBK");
  }
}

TEST(SortedPairs, AreInByteOrderOfTheNames) {
  EXPECT_EQ(PairsOf(R"({"b":"1","a":"2","B":"3","_":"4","é":"5","1":"6","ab":"7","":"8"})"),
            "=8&1=6&B=3&_=4&a=2&ab=7&b=1&é=5");
}

TEST(SortedPairs, LeaveOutSignAndWhatIsEmpty) {
  EXPECT_EQ(PairsOf(R"({"a":"","b":null,"sign":"x","c":"1","Sign":"y","signs":"z"})"),
            "Sign=y&c=1&signs=z");
  EXPECT_EQ(PairsOf(R"({"sign":"x"})"), "");
  EXPECT_EQ(PairsOf("{}"), "");
}

TEST(SortedPairs, LeaveOutASignWhoseNameIsEscaped) {
  EXPECT_EQ(PairsOf(R"({"\u0073ign":"x","a":"1"})"), "a=1");
}

TEST(SortedPairs, KeepLiteralsAsWritten) {
  EXPECT_EQ(PairsOf(R"({"a":0,"b":false,"c":1.50,"d":-0e+9,"e":12345678901234567890})"),
            "a=0&b=false&c=1.50&d=-0e+9&e=12345678901234567890");
}

TEST(SortedPairs, KeepTextsUnescaped) {
  EXPECT_EQ(PairsOf(R"({"a":"1&b=\"\u56de\n\\","b":"="})"), "a=1&b=\"回\n\\&b==");
}

TEST(SortedPairs, KeepNestedTextExactlyAsItStands) {
  EXPECT_EQ(PairsOf("{\"r\" : { \"b\" :\t\"\\u56de\" , \"a\":[ 1,2 ] } , \"l\":[ \"x\" ]}"),
            "l=[ \"x\" ]&r={ \"b\" :\t\"\\u56de\" , \"a\":[ 1,2 ] }");
  EXPECT_EQ(PairsOf(R"({"r":{},"l":[]})"), "l=[]&r={}") << "not empty: two characters";
}

TEST(SortedPairs, LeaveOutNestedNodesWhereConfigured) {
  EXPECT_EQ(PairsOf(R"({"r":{"a":"1"},"b":"2","l":[1]})", NESTED_SKIP), "b=2");
}

TEST(SortedPairs, FlattenOneLevelWhereConfigured) {
  EXPECT_EQ(
      PairsOf(R"({"r":{"z":"1","a":{ "x":1 },"e":"","n":null},"b":"2","l":[ 1]})", NESTED_FLATTEN),
      R"(a={ "x":1 }&b=2&l=[ 1]&z=1)");
}

TEST(Body, IsTheMessageWithoutItsSignMember) {
  const Scheme scheme = BodyScheme();
  EXPECT_EQ(CanonicalOf(scheme, R"({"sign":"x","a":"1","b":"2"})"), R"({"a":"1","b":"2"})");
  EXPECT_EQ(CanonicalOf(scheme, R"({"a":"1","sign":"x","b":"2"})"), R"({"a":"1","b":"2"})");
  EXPECT_EQ(CanonicalOf(scheme, R"({"a":"1","b":"2","sign":"x"})"), R"({"a":"1","b":"2"})");
  EXPECT_EQ(CanonicalOf(scheme, R"({"sign":"x"})"), "{}");
  EXPECT_EQ(CanonicalOf(scheme, R"({"a":"1","b":"2"})"), R"({"a":"1","b":"2"})");
}

TEST(Body, KeepsItsWhiteSpaceAndEscapes) {
  const Scheme scheme = BodyScheme();
  const std::string without = "{\r\n  \"a\" : \"\\u56de\",\r\n  \"b\" : { \"sign\" : 1 }\r\n}\n";
  EXPECT_EQ(CanonicalOf(scheme, without), without);
  EXPECT_EQ(CanonicalOf(scheme, Replaced(without, "\"a\"", "\"sign\" : \"x\",\r\n  \"a\"")),
            without);
  EXPECT_EQ(CanonicalOf(scheme, Replaced(without, "\"b\"", "\"sign\" : \"x\",\r\n  \"b\"")),
            without);
  EXPECT_EQ(CanonicalOf(scheme, Replaced(without, "1 }", "1 },\r\n  \"sign\" : \"x\"")), without);
}

TEST(Signature, MakesTheMacOfTheOlderInterfaces) {
  const Signer signer = *Signer::Make({}, "K", SharedGbk());
  EXPECT_EQ(*signer.Mac("<a>\xBB\xD8</a>"), Md5Lower("K<a>\xBB\xD8</a>K"));
  EXPECT_EQ(*signer.Mac(""), Md5Lower("KK"));
}

TEST(Signature, MakesTheMacOfBytesWhateverTheScheme) {
  for (const SignVector& vector : SignVectors()) {
    EXPECT_EQ(*Signer::Make(vector.scheme, "K", SharedGbk())->Mac("\xFFx"), Md5Lower("K\xFFxK"));
  }
}

// Leaves OpenSSL without MD5, in a process of its own, which has not looked for it yet.
TEST(SignatureDeathTest, SignsWithNothingLessThanADigest) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto signs = [] {
    EVP_set_default_properties(nullptr, "provider=none");
    const absl::StatusOr<Signer> signer = Signer::Make({}, "K", SharedGbk());
    std::_Exit(signer.status() == absl::FailedPreconditionError("OpenSSL offers no MD5") ? 0 : 1);
  };
  EXPECT_EXIT(signs(), testing::ExitedWithCode(0), "");
}

TEST(SignatureDeathTest, SaysThatThereIsNoSha256) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  for (const Digest digest : {DIGEST_SHA256, DIGEST_HMAC_SHA256}) {
    const auto makes = [digest] {
      Scheme scheme;
      scheme.set_digest(digest);
      EVP_set_default_properties(nullptr, "provider=none");
      const absl::Status fault = Signer::Make(scheme, "K", SharedGbk()).status();
      std::_Exit(fault == absl::FailedPreconditionError("OpenSSL offers no SHA-256") ? 0 : 1);
    };
    EXPECT_EXIT(makes(), testing::ExitedWithCode(0), "");
  }
}

TEST(SignatureDeathTest, SaysThatNoDigestWasMade) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Scheme hmac;
  hmac.set_digest(DIGEST_HMAC_MD5);
  const auto signs = [&hmac] {
    // HMAC looks for MD5 by its name, whoever fetched it before.
    const Signer signer = *Signer::Make(hmac, "K", SharedGbk());
    EVP_set_default_properties(nullptr, "provider=none");
    const Node root = *ReadJson("{}");
    std::_Exit(absl::IsResourceExhausted(signer.Sign("{}", root).status()) ? 0 : 1);
  };
  EXPECT_EXIT(signs(), testing::ExitedWithCode(0), "");
}

TEST(Signature, EqualTakesEitherCaseAndNothingElse) {
  EXPECT_TRUE(SameDigest("0a1B", "0A1b"));
  EXPECT_TRUE(SameDigest("", ""));
  EXPECT_FALSE(SameDigest("0a1b", "0a1c"));
  EXPECT_FALSE(SameDigest("0a1b", "1a1b"));
  EXPECT_FALSE(SameDigest("0a1b", "0a1"));
  EXPECT_FALSE(SameDigest("0a1b", "0a1b "));
  EXPECT_FALSE(SameDigest("0a1b", ""));
  EXPECT_FALSE(SameDigest("[", "{")) << "they differ by the case bit alone";
}

}  // namespace
}  // namespace imageco::bridge::gateway
