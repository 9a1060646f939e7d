// Who may connect, and who may call: TLS and mTLS towards callers.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "bridge/certificates/certificate_dates.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/server/complaint_server_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::server {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;

// A listener with a certificate.
class TlsListenerTest : public ComplaintServerFixture {
 protected:
  TlsListenerTest() {
    auto& tls = *config().mutable_listener()->mutable_tls();
    tls.set_certificate_file(folder_.Write("server.pem", server_identity_.CertificatePem()));
    tls.set_private_key_file(folder_.Write("server.key", server_identity_.KeyPem()));
  }

  // A client that trusts the server's authority and shows `own`, if it is given.
  grpc::Status ReplyAs(const TestIdentity* own, const std::string& transaction_id = "t-1") {
    return ReplyBy(
        grpc::SslCredentials({authority_.CertificatePem(), own != nullptr ? own->KeyPem() : "",
                              own != nullptr ? own->CertificatePem() : ""}),
        transaction_id);
  }

  grpc::Status ReplyBy(const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                       const std::string& transaction_id = "t-1") {
    const auto stub = Connect(credentials);
    return PendingReply(*stub, ReplyWithId(transaction_id)).status();
  }

  const TestIdentity authority_ = MakeAuthority();
  const TestIdentity server_identity_ = MakeIdentity(authority_);
};

TEST_F(TlsListenerTest, AnswersACallerWhoTrustsIt) {
  Start();
  EXPECT_THAT(ReplyAs(nullptr), IsOk());
}

TEST_F(TlsListenerTest, DoesNotListenInPlaintext) {
  Start();
  EXPECT_EQ(ReplyBy(grpc::InsecureChannelCredentials()).error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(TlsListenerTest, IsNotTrustedByACallerOfAnotherAuthority) {
  Start();
  EXPECT_EQ(ReplyBy(grpc::SslCredentials({MakeAuthority().CertificatePem(), "", ""})).error_code(),
            StatusCode::UNAVAILABLE);
}

TEST_F(TlsListenerTest, ShowsNewCertificates) {
  Start();
  const TestIdentity authority = MakeAuthority();
  const TestIdentity identity = MakeIdentity(authority);
  folder_.Write("server.pem", identity.CertificatePem());
  folder_.Write("server.key", identity.KeyPem());
  // A handshake looks at the files every few seconds; nothing tells that one has.
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  grpc::Status status;
  do {
    status = ReplyBy(grpc::SslCredentials({authority.CertificatePem(), "", ""}));
  } while (!status.ok() && std::chrono::steady_clock::now() < give_up);
  EXPECT_THAT(status, IsOk());
}

// A rotation writes one file after the other, and may be long about it.
TEST_F(TlsListenerTest, FailsNoHandshakeWhileItsFilesDoNotFit) {
  Start();
  const TestIdentity next = MakeIdentity(authority_);
  const auto handshake_until_log = [this](const char* line) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::string log;
    do {
      testing::internal::CaptureStderr();
      const grpc::Status status = ReplyAs(nullptr);
      log = testing::internal::GetCapturedStderr();
      ASSERT_THAT(status, IsOk());
    } while (log.find(line) == std::string::npos && std::chrono::steady_clock::now() < give_up);
    EXPECT_THAT(log, testing::HasSubstr(line));
  };
  folder_.Write("server.pem", next.CertificatePem());
  handshake_until_log("the listener keeps its last good certificates");
  folder_.Write("server.key", next.KeyPem());
  handshake_until_log("the listener has new certificates");
}

TEST_F(TlsListenerTest, MeasuresUntilWhenCertificatesAreValid) {
  const TestIdentity ours = MakeIdentity(authority_);
  UseHttps("/json");
  auto& tls = *merchant().mutable_gateway()->mutable_tls();
  tls.set_client_certificate_file(folder_.Write("ours.pem", ours.CertificatePem()));
  tls.set_client_key_file(folder_.Write("ours.key", ours.KeyPem()));
  Start();
  const auto line = [](const std::string& labels, const std::string& value) {
    return absl::StrCat("complaint_certificate_expiry_timestamp_seconds{", labels, "} ", value,
                        "\n");
  };
  const auto seconds = [](const TestIdentity& identity) {
    const auto expiry = bridge::certificates::ExpiryOf(identity.CertificatePem());
    return std::to_string(absl::ToUnixSeconds(*expiry));
  };
  const auto metrics = [this] { return HttpGet(server().operations_address(), "/metrics").body; };
  EXPECT_THAT(metrics(),
              HasSubstr(line(R"(isspid="",shown_to="callers")", seconds(server_identity_))));
  const std::string gateway = absl::StrCat("isspid=\"", kIsspid, "\",shown_to=\"gateway\"");
  EXPECT_THAT(metrics(), HasSubstr(line(gateway, seconds(ours))));
  const TestIdentity next = MakeIdentity(authority_, {.valid_to_seconds = 7200});
  folder_.Write("ours.pem", next.CertificatePem());
  folder_.Write("ours.key", next.KeyPem());
  EXPECT_THAT(metrics(), HasSubstr(line(gateway, seconds(ours)))) << "which is shown yet";
  server().Reload(config());
  EXPECT_THAT(metrics(), HasSubstr(line(gateway, seconds(next))));
}

// Callers must show a certificate. "spiffe://shop" may call for our merchant, "spiffe://other" for
// another, and "shop.example" for all.
class MtlsListenerTest : public TlsListenerTest {
 protected:
  MtlsListenerTest() {
    config().mutable_listener()->mutable_tls()->set_client_ca_file(
        folder_.Write("callers.pem", authority_.CertificatePem()));
    AddCaller("spiffe://shop", kIsspid);
    AddCaller("spiffe://other", "12345678");
    const bridge::config::v1::Merchant other = merchant();
    *config().add_merchants() = other;
    config().mutable_merchants(1)->set_isspid("12345678");
    config().add_callers()->set_identity("shop.example");
    Start();
  }

  void AddCaller(const std::string& identity, const std::string& isspid) {
    auto& caller = *config().add_callers();
    caller.set_identity(identity);
    caller.add_isspids(isspid);
  }

  grpc::Status ReplyWithNames(const TestNames& names) {
    const TestIdentity own = MakeIdentity(authority_, names);
    return ReplyAs(&own);
  }
};

TEST_F(MtlsListenerTest, AnswersACallerForItsMerchant) {
  EXPECT_THAT(ReplyWithNames({.alternative_names = "URI:spiffe://shop"}), IsOk());
}

TEST_F(MtlsListenerTest, AnswersACallerByAnyOfItsNames) {
  EXPECT_THAT(ReplyWithNames({.alternative_names = "DNS:a.example,URI:spiffe://shop"}), IsOk());
}

TEST_F(MtlsListenerTest, AnswersACallerByItsDnsName) {
  EXPECT_THAT(ReplyWithNames({.alternative_names = "DNS:shop.example"}), IsOk());
}

TEST_F(MtlsListenerTest, AnswersACallerByItsCommonNameWhereThereIsNoOther) {
  EXPECT_THAT(ReplyWithNames({.common_name = "shop.example", .alternative_names = ""}), IsOk());
}

TEST_F(MtlsListenerTest, AnswersACallerByItsDnsNameWhateverItsCase) {
  EXPECT_THAT(ReplyWithNames({.alternative_names = "DNS:Shop.EXAMPLE"}), IsOk());
}

TEST_F(MtlsListenerTest, RefusesNamesOfAnotherKind) {
  for (const TestNames& names :
       {TestNames{.alternative_names = "DNS:spiffe://shop"},
        {.alternative_names = "email:spiffe://shop"},
        {.alternative_names = "URI:shop.example"},
        {.common_name = "spiffe://shop", .alternative_names = ""},
        {.common_name = "shop.example",
        .alternative_names = "otherName:1.3.6.1.4.1.311.20.2.3;UTF8:shop.example"}}) {
    EXPECT_FALSE(ReplyWithNames(names).ok()) << names.common_name << names.alternative_names;
  }
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(MtlsListenerTest, LogsWhoCalledAndWhoWasRefused) {
  const TestIdentity shop = MakeIdentity(authority_, {.alternative_names = "URI:spiffe://shop"});
  const TestIdentity other = MakeIdentity(authority_, {.alternative_names = "URI:spiffe://other"});
  // Tests before this one may have used up the lines of a second.
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  std::string log;
  do {
    testing::internal::CaptureStderr();
    ReplyAs(&other);
    log = testing::internal::GetCapturedStderr();
  } while (log.empty() && std::chrono::steady_clock::now() < give_up);
  EXPECT_THAT(log, testing::HasSubstr(R"("severity":"WARNING","message":"call refused",)"
                                      R"("method":"Reply","isspid":"39493002",)"
                                      R"("caller":"spiffe://other","detail":"the caller may not)"));
  testing::internal::CaptureStderr();
  EXPECT_THAT(ReplyAs(&shop), IsOk());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::HasSubstr(R"("transaction_id":"t-1","caller":"spiffe://shop",)"));
}

TEST_F(MtlsListenerTest, BoundsTheLinesOfRefusedCalls) {
  constexpr int kCalls = 100;
  const TestIdentity other = MakeIdentity(authority_, {.alternative_names = "URI:spiffe://other"});
  const auto stub = Connect(
      grpc::SslCredentials({authority_.CertificatePem(), other.KeyPem(), other.CertificatePem()}));
  const auto start = std::chrono::steady_clock::now();
  testing::internal::CaptureStderr();
  for (int i = 0; i < kCalls; ++i) PendingReply(*stub, ReplyWithId("t-1"));
  const std::string log = testing::internal::GetCapturedStderr();
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - start);
  // Ten a second, and a line about the others.
  EXPECT_LE(std::count(log.begin(), log.end(), '\n'), (seconds.count() + 2) * 11);
}

TEST_F(MtlsListenerTest, RefusesACallerForAnotherMerchant) {
  EXPECT_THAT(ReplyWithNames({.alternative_names = "URI:spiffe://other"}),
              IsError(StatusCode::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(MtlsListenerTest, RefusesACallerWhomNobodyNamed) {
  EXPECT_THAT(
      ReplyWithNames({.common_name = "shop.example", .alternative_names = "URI:spiffe://stranger"}),
      IsError(StatusCode::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(MtlsListenerTest, SaysUnauthenticatedToACallerWithoutAName) {
  EXPECT_THAT(ReplyWithNames({.common_name = "", .alternative_names = ""}),
              IsError(StatusCode::UNAUTHENTICATED, "CALLER_NOT_ALLOWED"));
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(MtlsListenerTest, RefusesTheRecordOfAnotherMerchantToo) {
  const TestIdentity own = MakeIdentity(authority_, {.alternative_names = "URI:spiffe://other"});
  const auto stub = Connect(
      grpc::SslCredentials({authority_.CertificatePem(), own.KeyPem(), own.CertificatePem()}));
  grpc::ClientContext context;
  complaint::v1::GetReplyRequest request;
  request.set_transaction_id("t-1");
  complaint::v1::GetReplyResponse response;
  EXPECT_THAT(stub->GetReply(&context, request, &response),
              IsError(StatusCode::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
}

TEST_F(MtlsListenerTest, DoesNotTalkToACallerWithoutACertificate) {
  EXPECT_EQ(ReplyAs(nullptr).error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(gateway().counts().received, 0u);
}

TEST_F(MtlsListenerTest, DoesNotTalkToACallerOfAnotherAuthority) {
  const TestIdentity own =
      MakeIdentity(MakeAuthority(), {.alternative_names = "URI:spiffe://shop"});
  EXPECT_EQ(ReplyAs(&own).error_code(), StatusCode::UNAVAILABLE);
  EXPECT_EQ(gateway().counts().received, 0u);
}

}  // namespace
}  // namespace imageco::server
