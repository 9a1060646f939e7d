#include "server/listener_certificates.h"

#include <openssl/bio.h>
#include <openssl/pem.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/credentials.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using testing::HasSubstr;

constexpr char kEncryptedKey[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n";

std::string EncryptedKey(const TestIdentity& identity, bool is_pkcs8) {
  BIO* bio = BIO_new(BIO_s_mem());
  char password[] = "sesame";
  auto* bytes = reinterpret_cast<unsigned char*>(password);
  if (is_pkcs8) {
    PEM_write_bio_PKCS8PrivateKey(bio, identity.key.get(), EVP_aes_128_cbc(), password, 6, nullptr,
                                  nullptr);
  } else {
    PEM_write_bio_PrivateKey_traditional(bio, identity.key.get(), EVP_aes_128_cbc(), bytes, 6,
                                         nullptr, nullptr);
  }
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio, &text);
  std::string pem(text, static_cast<size_t>(length));
  BIO_free(bio);
  return pem;
}

class ListenerPemTest : public testing::Test {
 protected:
  ListenerPemTest() {
    tls_.set_certificate_file(folder_.Write("server.pem", identity_.CertificatePem()));
    tls_.set_private_key_file(folder_.Write("server.key", identity_.KeyPem()));
    tls_.set_client_ca_file(folder_.Write("callers.pem", authority_.CertificatePem()));
  }

  std::string Fault() const {
    const absl::StatusOr<ListenerPem> pem = ReadListenerPem(tls_);
    return pem.ok() ? "none" : std::string(pem.status().message());
  }
  std::string In(const std::string& name) const { return folder_.path() / name; }

  const TestFolder folder_;
  const TestIdentity authority_ = MakeAuthority();
  const TestIdentity identity_ = MakeIdentity(authority_);
  bridge::config::v1::ServerTls tls_;
};

TEST_F(ListenerPemTest, GivesWhatFitsTogether) {
  const absl::StatusOr<ListenerPem> pem = ReadListenerPem(tls_);
  ASSERT_TRUE(pem.ok()) << pem.status();
  EXPECT_EQ(pem->certificates, identity_.CertificatePem());
  EXPECT_EQ(pem->private_key, identity_.KeyPem());
  EXPECT_EQ(pem->client_authorities, authority_.CertificatePem());
}

TEST_F(ListenerPemTest, TakesAChainAndNoCallersAuthority) {
  folder_.Write("server.pem", identity_.CertificatePem() + authority_.CertificatePem());
  tls_.clear_client_ca_file();
  EXPECT_EQ(Fault(), "none");
}

TEST_F(ListenerPemTest, NamesAKeyOfAnotherCertificate) {
  folder_.Write("server.key", MakeIdentity(authority_).KeyPem());
  EXPECT_EQ(Fault(),
            absl::StrCat("listener.tls.private_key_file: ", In("server.key"),
                         " is not the key of the first certificate in ", In("server.pem")));
}

TEST_F(ListenerPemTest, NamesAKeyWithAPassword) {
  folder_.Write("server.key", kEncryptedKey);
  EXPECT_EQ(Fault(), absl::StrCat("listener.tls.private_key_file: ", In("server.key"),
                                  " holds no private key in PEM, without password"));
}

TEST_F(ListenerPemTest, NamesAKeyThatIsEncryptedInEitherForm) {
  for (const bool is_pkcs8 : {true, false}) {
    folder_.Write("server.key", EncryptedKey(identity_, is_pkcs8));
    EXPECT_EQ(Fault(), absl::StrCat("listener.tls.private_key_file: ", In("server.key"),
                                    " holds no private key in PEM, without password"));
  }
}

TEST_F(ListenerPemTest, NamesAKeyThatIsCut) {
  const std::string pem = identity_.KeyPem();
  folder_.Write("server.key", pem.substr(0, pem.size() / 2));
  EXPECT_EQ(Fault(), absl::StrCat("listener.tls.private_key_file: ", In("server.key"),
                                  " holds no private key in PEM, without password"));
}

TEST_F(ListenerPemTest, NamesGarbageInTheAuthorities) {
  const std::string garbage = "-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----\n";
  for (const std::string& pem : {garbage, authority_.CertificatePem() + garbage}) {
    folder_.Write("callers.pem", pem);
    EXPECT_EQ(Fault(), absl::StrCat("listener.tls.client_ca_file: ", In("callers.pem"),
                                    " holds no certificate in PEM, or one that is cut"));
  }
}

TEST_F(ListenerPemTest, NamesAChainThatBeginsWithItsAuthority) {
  folder_.Write("server.pem", authority_.CertificatePem() + identity_.CertificatePem());
  EXPECT_EQ(Fault(),
            absl::StrCat("listener.tls.private_key_file: ", In("server.key"),
                         " is not the key of the first certificate in ", In("server.pem")));
}

TEST_F(ListenerPemTest, DoubtsWhatPeersMayRefuse) {
  const TestIdentity old = MakeIdentity(authority_, {.valid_to_seconds = -30});
  const TestIdentity early = MakeIdentity(authority_, {.valid_from_seconds = 600});
  const auto doubts = DoubtsAbout(
      {old.CertificatePem() + identity_.CertificatePem(), "", early.CertificatePem()}, absl::Now());
  ASSERT_EQ(doubts.size(), 3u);
  EXPECT_THAT(doubts[0], HasSubstr("listener.tls.certificate_file: certificate 1 expired at "));
  EXPECT_EQ(doubts[1],
            "listener.tls.certificate_file: certificate 2 did not issue the one before it");
  EXPECT_THAT(doubts[2], HasSubstr("listener.tls.client_ca_file: certificate 1 is not valid "));
}

TEST_F(ListenerPemTest, WarnsAtStartOfACertificateThatExpired) {
  const TestIdentity old = MakeIdentity(authority_, {.valid_to_seconds = -30});
  folder_.Write("server.pem", old.CertificatePem());
  folder_.Write("server.key", old.KeyPem());
  bridge::config::v1::Listener listener;
  *listener.mutable_tls() = tls_;
  std::vector<std::string> faults;
  testing::internal::CaptureStderr();
  const auto credentials = MakeCredentials(listener, faults);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr(R"("why":"listener.tls.certificate_file: certificate 1 expired at )"));
  ASSERT_NE(credentials, nullptr);
  EXPECT_LT(ExpiryOf(*credentials).value_or(absl::InfiniteFuture()), absl::Now());
}

TEST_F(ListenerPemTest, HasNoExpiryInPlaintext) {
  std::vector<std::string> faults;
  EXPECT_EQ(ExpiryOf(*MakeCredentials({}, faults)), std::nullopt);
}

TEST_F(ListenerPemTest, NamesWhatIsCut) {
  const std::string pem = identity_.CertificatePem();
  for (const std::string& cut : {pem.substr(0, pem.size() / 2), pem + pem.substr(0, 100)}) {
    folder_.Write("server.pem", cut);
    EXPECT_EQ(Fault(), absl::StrCat("listener.tls.certificate_file: ", In("server.pem"),
                                    " holds no certificate in PEM, or one that is cut"));
  }
}

TEST_F(ListenerPemTest, NamesEveryFaultAtOnce) {
  folder_.Write("server.pem", "");
  folder_.Write("server.key", "no PEM");
  tls_.set_client_ca_file(folder_.path());
  EXPECT_THAT(Fault(), HasSubstr("listener.tls.certificate_file: "));
  EXPECT_THAT(Fault(), HasSubstr("listener.tls.private_key_file: "));
  EXPECT_THAT(Fault(), HasSubstr("listener.tls.client_ca_file: cannot read "));
}

// Looks at the files each time.
class ListenerCertificatesTest : public ListenerPemTest {
 protected:
  // Whether gRPC is given other certificates than before.
  bool GivesNewOnes() {
    grpc_ssl_server_certificate_config* config = nullptr;
    const auto status = ListenerCertificates::Fetch(&certificates_, &config);
    const bool is_new = status == GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
    EXPECT_EQ(config != nullptr, is_new);
    if (config != nullptr) grpc_ssl_server_certificate_config_destroy(config);
    return is_new;
  }

  ListenerCertificates certificates_{tls_, *ReadListenerPem(tls_), std::chrono::seconds(0)};
};

TEST_F(ListenerCertificatesTest, GivesTheFirstOnesOnce) {
  EXPECT_TRUE(GivesNewOnes());
  EXPECT_FALSE(GivesNewOnes());
}

TEST_F(ListenerCertificatesTest, GivesNewOnesOnceAllFilesFit) {
  EXPECT_TRUE(GivesNewOnes());
  const auto expiry = certificates_.expiry();
  const TestIdentity next = MakeIdentity(authority_, {.valid_to_seconds = 7200});
  folder_.Write("server.pem", next.CertificatePem());
  EXPECT_FALSE(GivesNewOnes());
  EXPECT_EQ(certificates_.expiry(), expiry);
  folder_.Write("server.key", next.KeyPem());
  EXPECT_TRUE(GivesNewOnes());
  EXPECT_FALSE(GivesNewOnes());
  EXPECT_GT(certificates_.expiry(), expiry);
}

TEST_F(ListenerCertificatesTest, KeepsTheLastGoodOnesWhateverBecomesOfTheFiles) {
  EXPECT_TRUE(GivesNewOnes());
  for (const char* file : {"server.pem", "server.key", "callers.pem"}) {
    for (const char* bad : {"", "no PEM", kEncryptedKey}) {
      folder_.Write(file, bad);
      EXPECT_FALSE(GivesNewOnes()) << file << bad;
    }
    std::filesystem::remove(In(file));
    EXPECT_FALSE(GivesNewOnes()) << file;
    std::filesystem::create_directory(In(file));
    EXPECT_FALSE(GivesNewOnes()) << file;
    std::filesystem::remove(In(file));
  }
  folder_.Write("server.pem", identity_.CertificatePem());
  folder_.Write("server.key", identity_.KeyPem());
  folder_.Write("callers.pem", authority_.CertificatePem());
  EXPECT_FALSE(GivesNewOnes()) << "they are the same";
}

}  // namespace
}  // namespace imageco::server
