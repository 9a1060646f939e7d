// What the environment of a process says about proxies and secrets is not for us.

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/bridge/gateway/http/curl_transport_fixture.h"

namespace imageco::bridge::gateway {
namespace {

// libcurl opens the file when it is initialised, so it is named before any test.
const std::string& KeyLogFile() {
  static const std::string file = absl::StrCat(testing::TempDir(), "key-log-", getpid());
  return file;
}

[[maybe_unused]] const int kKeyLogIsAskedFor = setenv("SSLKEYLOGFILE", KeyLogFile().c_str(), 1);

class CurlTransportEnvironmentTest : public CurlTransportFixture {};

TEST_F(CurlTransportEnvironmentTest, WritesNoSecretsOfTlsToAFile) {
  UseTls();
  StartPeerThatAnswers(kAnswer);
  EXPECT_EQ(Post("message").sent, Sent::kAnswered);
  Finish();
  std::error_code none;
  const auto bytes = std::filesystem::file_size(KeyLogFile(), none);
  EXPECT_TRUE(none || bytes == 0) << bytes;
}

TEST_F(CurlTransportEnvironmentTest, TakesNoProxyFromIt) {
  constexpr const char* kVariables[] = {"http_proxy",  "HTTP_PROXY", "https_proxy",
                                        "HTTPS_PROXY", "all_proxy",  "ALL_PROXY"};
  for (const bool tls : {false, true}) {
    if (tls) UseTls();
    StartPeerThatAnswers(kAnswer);
    for (const char* variable : kVariables) setenv(variable, "http://127.0.0.1:1/", 1);
    const TransportResult result = Post("message");
    for (const char* variable : kVariables) unsetenv(variable);
    EXPECT_EQ(result.sent, Sent::kAnswered) << result.error;
    Finish();
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
