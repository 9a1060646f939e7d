#include "server/config/secret_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/test_folder.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using testing::IsEmpty;

class SecretFilesTest : public testing::Test {
 protected:
  std::string Write(const char* name, mode_t mode) {
    const std::string path = folder_.Write(name, "sesame");
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  std::string WhyExposed(const std::string& file) {
    BridgeConfig config;
    config.mutable_ledger()->mutable_sqlite()->set_file(file);
    const auto exposed = FindExposedFiles(config);
    return exposed.empty() ? "" : exposed.front().why;
  }

  const TestFolder folder_;
};

TEST_F(SecretFilesTest, FindsWhatEveryoneMayReadOrChange) {
  for (const mode_t mode : {0600, 0400, 0440, 0640, 0660}) {
    EXPECT_EQ(WhyExposed(Write("file", mode)), "") << mode;
  }
  EXPECT_EQ(WhyExposed(Write("file", 0644)), "everyone on this machine may read it");
  EXPECT_EQ(WhyExposed(Write("file", 0604)), "everyone on this machine may read it");
  EXPECT_EQ(WhyExposed(Write("file", 0602)), "everyone on this machine may change it");
}

TEST_F(SecretFilesTest, FindsWhatBelongsToAnotherUser) {
  const std::string file = Write("file", 0600);
  if (geteuid() != 0) GTEST_SKIP() << "only root gives a file away";
  ASSERT_EQ(chown(file.c_str(), 12345, 12345), 0);
  EXPECT_EQ(WhyExposed(file), "it belongs to another user, 12345");
}

TEST_F(SecretFilesTest, LooksBehindALink) {
  Write("file", 0644);
  std::filesystem::create_symlink("file", folder_.path() / "link");
  EXPECT_EQ(WhyExposed(folder_.path() / "link"), "everyone on this machine may read it");
}

TEST_F(SecretFilesTest, HasNoWordForWhatIsNotThere) {
  EXPECT_EQ(WhyExposed(folder_.path() / "missing"), "");
}

TEST_F(SecretFilesTest, LooksAtEverySecretAndAtNoCertificate) {
  const std::string file = Write("file", 0644);
  BridgeConfig config;
  auto& tls = *config.mutable_listener()->mutable_tls();
  tls.set_certificate_file(file);
  tls.set_client_ca_file(file);
  tls.set_private_key_file(file);
  config.add_merchants();
  auto& merchant = *config.add_merchants();
  merchant.mutable_gateway()->mutable_tls()->set_ca_file(file);
  merchant.mutable_gateway()->mutable_tls()->set_client_certificate_file(file);
  merchant.mutable_gateway()->mutable_tls()->set_client_key_file(file);
  merchant.mutable_signature()->set_key_file(file);
  config.mutable_ledger()->mutable_postgres()->set_password_file(file);
  std::vector<std::string> settings;
  for (const ExposedFile& exposed : FindExposedFiles(config)) settings.push_back(exposed.setting);
  EXPECT_THAT(settings, testing::ElementsAre("listener.tls.private_key_file",
                                             "merchants[1].gateway.tls.client_key_file",
                                             "merchants[1].signature.key_file",
                                             "ledger.postgres.password_file"));
}

}  // namespace
}  // namespace imageco::server
