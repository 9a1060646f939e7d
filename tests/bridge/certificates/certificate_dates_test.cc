#include "bridge/certificates/certificate_dates.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "tests/bridge/certificates/test_certificates.h"

namespace imageco::bridge::certificates {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

// The authority and the identity are valid for an hour from a minute ago.
class CertificateDatesTest : public testing::Test {
 protected:
  const absl::Time now_ = absl::Now();
  const TestIdentity authority_ = MakeAuthority();
  const TestIdentity identity_ = MakeIdentity(authority_);
};

TEST_F(CertificateDatesTest, TellsWhenTheFirstOfThemExpires) {
  const TestIdentity early = MakeIdentity(authority_, {.valid_to_seconds = 600});
  const auto expiry = ExpiryOf(identity_.CertificatePem() + early.CertificatePem());
  ASSERT_TRUE(expiry);
  EXPECT_GE(*expiry, now_ + absl::Minutes(9));
  EXPECT_LE(*expiry, now_ + absl::Minutes(20));
}

TEST_F(CertificateDatesTest, TellsNoExpiryOfNothing) {
  EXPECT_EQ(ExpiryOf(""), std::nullopt);
  EXPECT_EQ(ExpiryOf(identity_.KeyPem()), std::nullopt);
  EXPECT_EQ(ExpiryOfFile("/nowhere/client.pem"), std::nullopt);
}

TEST_F(CertificateDatesTest, ReadsTheFileAnewEachTime) {
  const std::string file = WriteTestFile("dates.pem", identity_.CertificatePem());
  EXPECT_EQ(ExpiryOfFile(file), ExpiryOf(identity_.CertificatePem()));
  WriteTestFile("dates.pem", "");
  EXPECT_EQ(ExpiryOfFile(file), std::nullopt);
}

TEST_F(CertificateDatesTest, DoubtsNothingThatIsValid) {
  EXPECT_THAT(DoubtsAboutChain(identity_.CertificatePem() + authority_.CertificatePem(), now_),
              IsEmpty());
}

TEST_F(CertificateDatesTest, DoubtsWhatIsNotValidNow) {
  const std::string chain = identity_.CertificatePem() + authority_.CertificatePem();
  constexpr char kTime[] = "[0-9-]{10}T[0-9:]{8}\\+00:00";
  EXPECT_THAT(DoubtsAboutDates(chain, now_ + absl::Hours(2)),
              ElementsAre(MatchesRegex(std::string("certificate 1 expired at ") + kTime),
                          MatchesRegex(std::string("certificate 2 expired at ") + kTime)));
  EXPECT_THAT(DoubtsAboutDates(chain, now_ - absl::Hours(2)),
              ElementsAre(MatchesRegex(std::string("certificate 1 is not valid before ") + kTime),
                          MatchesRegex(std::string("certificate 2 is not valid before ") + kTime)));
}

TEST_F(CertificateDatesTest, DoubtsAChainInTheWrongOrder) {
  const std::string other = MakeIdentity(authority_, {.common_name = "other"}).CertificatePem();
  EXPECT_THAT(
      DoubtsAboutChain(identity_.CertificatePem() + other + authority_.CertificatePem(), now_),
      ElementsAre("certificate 2 did not issue the one before it"));
}

}  // namespace
}  // namespace imageco::bridge::certificates
