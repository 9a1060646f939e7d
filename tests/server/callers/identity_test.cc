#include "server/callers/identity.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/bridge/certificates/test_certificates.h"

namespace imageco::server {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;
using Kind = Identity::Kind;

TEST(ToIdentityTest, TellsTheKindByTheForm) {
  EXPECT_EQ(ToIdentity("spiffe://shop/a@b"), (Identity{Kind::kUri, "spiffe://shop/a@b"}));
  EXPECT_EQ(ToIdentity("ops@shop.example"), (Identity{Kind::kEmail, "ops@shop.example"}));
  EXPECT_EQ(ToIdentity("10.0.0.1"), (Identity{Kind::kIp, "10.0.0.1"}));
  EXPECT_EQ(ToIdentity("::1"), (Identity{Kind::kIp, "::1"}));
  for (const char* name : {"shop.example", "10.0.0", "urn:shop", "Ops team", "1"}) {
    EXPECT_EQ(ToIdentity(name).kind, Kind::kDns) << name;
  }
}

TEST(ToIdentityTest, ComparesWhatHasNoCaseWithoutIt) {
  EXPECT_EQ(ToIdentity("Shop.Example"), ToIdentity("shop.eXAMPLE"));
  EXPECT_EQ(ToIdentity("Ops@Shop.Example"), ToIdentity("Ops@shop.example"));
  EXPECT_NE(ToIdentity("Ops@shop.example"), ToIdentity("ops@shop.example"));
  EXPECT_EQ(ToIdentity("2001:DB8:0::1"), ToIdentity("2001:db8::0001"));
  EXPECT_NE(ToIdentity("spiffe://Shop"), ToIdentity("spiffe://shop"));
}

TEST(ToIdentityTest, TakesAnAddressWithSomethingBehindItForNone) {
  EXPECT_EQ(ToIdentity(std::string("10.0.0.1\0x", 10)).kind, Kind::kDns);
}

Principal PrincipalWith(const TestNames& names) {
  return ReadPrincipal(MakeIdentity(MakeAuthority(), names).CertificatePem());
}

TEST(ReadPrincipalTest, GivesTheNamesWithTheirKinds) {
  const Principal caller =
      PrincipalWith({.common_name = "unheard",
                     .alternative_names = "DNS:Shop.example,IP:10.0.0.1,IP:2001:DB8::1,"
                                          "email:ops@shop.example,URI:spiffe://shop"});
  EXPECT_THAT(
      caller.identities,
      ElementsAre(Identity{Kind::kUri, "spiffe://shop"}, Identity{Kind::kEmail, "ops@shop.example"},
                  Identity{Kind::kIp, "10.0.0.1"}, Identity{Kind::kIp, "2001:db8::1"},
                  Identity{Kind::kDns, "shop.example"}));
  EXPECT_EQ(caller.text, "spiffe://shop, ops@shop.example, 10.0.0.1, 2001:db8::1, shop.example");
}

TEST(ReadPrincipalTest, TakesTheCommonNameForADnsNameWhereThereIsNoOther) {
  const Principal caller = PrincipalWith({.common_name = "Shop.example", .alternative_names = ""});
  EXPECT_THAT(caller.identities, ElementsAre(Identity{Kind::kDns, "shop.example"}));
  EXPECT_EQ(caller.text, "Shop.example");
}

TEST(ReadPrincipalTest, TakesNoCommonNameThatLooksLikeAnotherKind) {
  for (const char* name : {"spiffe://shop", "ops@shop.example", "10.0.0.1"}) {
    const Principal caller = PrincipalWith({.common_name = name, .alternative_names = ""});
    EXPECT_THAT(caller.identities, IsEmpty()) << name;
    EXPECT_EQ(caller.text, std::string("CN:") + name);
  }
}

// gRPC shows neither of the names.
TEST(ReadPrincipalTest, TakesNoCommonNameBesideAnAlternativeNameOfAnyKind) {
  for (const char* names : {"otherName:1.3.6.1.4.1.311.20.2.3;UTF8:x", "RID:1.2.3.4"}) {
    const Principal caller =
        PrincipalWith({.common_name = "shop.example", .alternative_names = names});
    EXPECT_THAT(caller.identities, IsEmpty()) << names;
    EXPECT_EQ(caller.text, "") << names;
  }
}

TEST(ReadPrincipalTest, ShowsTheKindOfANameThatLooksLikeAnother) {
  EXPECT_EQ(PrincipalWith({.alternative_names = "DNS:spiffe://shop"}).text, "DNS:spiffe://shop");
  EXPECT_EQ(PrincipalWith({.alternative_names = "email:spiffe://shop"}).text,
            "email:spiffe://shop");
  EXPECT_EQ(PrincipalWith({.alternative_names = "URI:shop.example"}).text, "URI:shop.example");
  EXPECT_EQ(PrincipalWith({.alternative_names = "DNS:10.0.0.1"}).text, "DNS:10.0.0.1");
}

TEST(ReadPrincipalTest, LetsNoNamePassForTwoOrForALine) {
  EXPECT_EQ(PrincipalWith({.alternative_names = "DNS:a spiffe://shop"}).text,
            "DNS:a%20spiffe://shop");
  EXPECT_EQ(PrincipalWith({.common_name = "a, shop\n", .alternative_names = ""}).text,
            "a%2C shop%0A");
}

TEST(ReadPrincipalTest, ShowsWhereItCutsTheNames) {
  std::string names = "URI:spiffe://shop";
  for (int i = 0; i < 100; ++i) names += ",DNS:" + std::to_string(i) + ".shop.example";
  const Principal caller = PrincipalWith({.alternative_names = names});
  EXPECT_EQ(caller.identities.size(), 101u);
  EXPECT_LE(caller.text.size(), 800u);
  EXPECT_THAT(caller.text, testing::StartsWith("spiffe://shop, "));
  EXPECT_THAT(caller.text, EndsWith(" ..."));
}

TEST(ReadPrincipalTest, KnowsNobodyByWhatIsNoCertificateOrHasNoName) {
  EXPECT_EQ(ReadPrincipal("").text, "");
  EXPECT_EQ(ReadPrincipal("no PEM").text, "");
  const Principal caller = PrincipalWith({.common_name = "", .alternative_names = ""});
  EXPECT_THAT(caller.identities, IsEmpty());
  EXPECT_EQ(caller.text, "");
}

TEST(ReadPrincipalTest, SaysUntilWhenTheCertificateCounts) {
  const Principal caller = PrincipalWith({.alternative_names = "URI:spiffe://shop"});
  EXPECT_EQ(caller.credential, Principal::Credential::kCertificate);
  EXPECT_GT(caller.expiry, absl::Now());
  EXPECT_LT(caller.expiry, absl::InfiniteFuture());
}

TEST(ReadPrincipalTest, LetsNoCertificatePassForAToken) {
  EXPECT_EQ(PrincipalWith({.alternative_names = "DNS:token:shop"}).text, "DNS:token:shop");
  EXPECT_EQ(PrincipalWith({.alternative_names = "DNS:jwt:a"}).text, "DNS:jwt:a");
  EXPECT_EQ(PrincipalWith({.common_name = "jwt:a web", .alternative_names = ""}).text,
            "CN:jwt:a web");
}

std::string TextOf(const Identity& identity) {
  return ToPrincipal(identity, Principal::Credential::kJwt, absl::InfiniteFuture()).text;
}

TEST(ToPrincipalTest, NamesWhomATokenSpeaksOf) {
  EXPECT_EQ(TextOf({Kind::kToken, "shop"}), "token:shop");
  EXPECT_EQ(TextOf({Kind::kJwt, "system:serviceaccount:shop:web", "https://issuer"}),
            "jwt:https://issuer system:serviceaccount:shop:web");
}

TEST(ToPrincipalTest, LetsNoTokenPassForAnother) {
  EXPECT_EQ(TextOf({Kind::kJwt, "b c, d\n", "a"}), "jwt:a b%20c,%20d%0A");
  EXPECT_NE(TextOf({Kind::kJwt, "b c", "a"}), TextOf({Kind::kJwt, "c", "a b"}));
}

}  // namespace
}  // namespace imageco::server
