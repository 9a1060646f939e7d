// The metrics of the program that is shipped, and what docs/operations.md says of them.
#include <regex>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/file.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/integration/replica_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

using server::HttpGet;
using server::IsOk;
using testing::HasSubstr;

// All that is in the first parentheses.
std::set<std::string> Find(const std::string& pattern, const std::string& text) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) {
    found.insert((*it)[1]);
  }
  return found;
}

class MetricsOfServerTest : public ReplicaFixture {};

TEST_F(MetricsOfServerTest, AreThoseThatAreDocumented) {
  const auto docs = bridge::base::ReadFile(OPERATIONS_PAGE);
  ASSERT_TRUE(docs.ok()) << docs.status();
  UseHttps("/json");
  // A client certificate, of which there would be no expiry otherwise.
  const TestIdentity identity = MakeIdentity(MakeAuthority());
  auto& tls = *merchant().mutable_gateway()->mutable_tls();
  tls.set_client_certificate_file(folder_.Write("ours.pem", identity.CertificatePem()));
  tls.set_client_key_file(folder_.Write("ours.key", identity.KeyPem()));
  const auto replica = Launch();
  ASSERT_THAT(replica->Reply("t-1"), IsOk());
  const std::string text = HttpGet(replica->process().operations_address(), "/metrics").body;
  EXPECT_EQ(Find("# TYPE ([a-z_]+) ", text), Find("`((?:complaint|grpc|process)_[a-z_]+)`", *docs));
  for (const char* part : {"wait", "claim", "connect", "gateway", "settle"}) {
    EXPECT_THAT(text, HasSubstr("complaint_reply_part_seconds_count{part=\"" + std::string(part) +
                                "\"} 1\n"));
  }
  // Prometheus's own rule for names.
  EXPECT_EQ(Find("# TYPE ([a-z_]+) counter\n", text), Find("# TYPE ([a-z_]+_total) ", text));
}

}  // namespace
}  // namespace imageco::integration
