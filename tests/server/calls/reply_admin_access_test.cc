// Who may list and settle replies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/log.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/server/calls/reply_admin_fixture.h"

namespace imageco::server {
namespace {

using complaint::v1::ListRepliesRequest;
using complaint::v1::VERDICT_NOT_DELIVERED;
using grpc::StatusCode;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kOtherIsspid[] = "12345678";

class NoCallersTest : public ReplyAdminFixture {};

TEST_F(NoCallersTest, NobodyMayAdministerWhereNothingIsSaid) {
  Start();
  EXPECT_THAT(List({}).status, IsError(StatusCode::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(Settle(SettlementOf("t-1", VERDICT_NOT_DELIVERED)).status,
              IsError(StatusCode::PERMISSION_DENIED, "CALLER_NOT_ALLOWED"));
  EXPECT_THAT(Reply(ReplyWithId("t-1")).status, IsOk());
}

// "spiffe://shop" may reply, "spiffe://shop-admin" and "spiffe://other-admin" administer one
// merchant each, "spiffe://chief" all. "t-1" is a reply of unknown outcome.
class AdminCallersTest : public ReplyAdminFixture {
 protected:
  AdminCallersTest() {
    auto& tls = *config().mutable_listener()->mutable_tls();
    tls.set_certificate_file(folder_.Write("server.pem", server_identity_.CertificatePem()));
    tls.set_private_key_file(folder_.Write("server.key", server_identity_.KeyPem()));
    tls.set_client_ca_file(folder_.Write("callers.pem", authority_.CertificatePem()));
    const bridge::config::v1::Merchant other = merchant();
    *config().add_merchants() = other;
    config().mutable_merchants(1)->set_isspid(kOtherIsspid);
    AddCaller("spiffe://shop", kIsspid, false);
    AddCaller("spiffe://shop-admin", kIsspid, true);
    AddCaller("spiffe://other-admin", kOtherIsspid, true);
    auto& chief = *config().add_callers();
    chief.set_identity("spiffe://chief");
    chief.set_admin(true);
    Start();
    LoseNextAnswer(/*apply=*/false);
    const auto stub = Connect(As("spiffe://shop"));
    EXPECT_THAT(PendingReply(*stub, ReplyWithId("t-1")).status(),
                IsError(StatusCode::UNKNOWN, "OUTCOME_UNKNOWN"));
  }

  void AddCaller(const std::string& identity, const std::string& isspid, bool admin) {
    auto& caller = *config().add_callers();
    caller.set_identity(identity);
    caller.add_isspids(isspid);
    caller.set_admin(admin);
  }

  std::shared_ptr<grpc::ChannelCredentials> As(const std::string& name) {
    const TestIdentity own = MakeIdentity(authority_, {.alternative_names = "URI:" + name});
    return grpc::SslCredentials({authority_.CertificatePem(), own.KeyPem(), own.CertificatePem()});
  }

  const TestIdentity authority_ = MakeAuthority();
  const TestIdentity server_identity_ = MakeIdentity(authority_);
};

const auto IsNotAllowed = [] {
  return IsError(StatusCode::PERMISSION_DENIED, "CALLER_NOT_ALLOWED");
};

TEST_F(AdminCallersTest, ReplyingIsNoPermissionToAdminister) {
  EXPECT_THAT(List({}, As("spiffe://shop")).status, IsNotAllowed());
  EXPECT_THAT(Settle(SettlementOf("t-1", VERDICT_NOT_DELIVERED), As("spiffe://shop")).status,
              IsNotAllowed());
}

TEST_F(AdminCallersTest, ListsTheMerchantsOfTheCallerAlone) {
  EXPECT_THAT(IdsOf(List({}, As("spiffe://shop-admin"))), ElementsAre("t-1"));
  EXPECT_THAT(IdsOf(List({}, As("spiffe://chief"))), ElementsAre("t-1"));
  const Listed other = List({}, As("spiffe://other-admin"));
  EXPECT_THAT(other.status, IsOk());
  EXPECT_THAT(IdsOf(other), IsEmpty());
}

TEST_F(AdminCallersTest, ListsNoOtherMerchantThatIsNamed) {
  ListRepliesRequest request;
  request.set_isspid(kIsspid);
  EXPECT_THAT(IdsOf(List(request, As("spiffe://shop-admin"))), ElementsAre("t-1"));
  EXPECT_THAT(List(request, As("spiffe://other-admin")).status, IsNotAllowed());
}

TEST_F(AdminCallersTest, SettlesForTheMerchantsOfTheCallerAlone) {
  const complaint::v1::SettleReplyRequest request = SettlementOf("t-1", VERDICT_NOT_DELIVERED);
  testing::internal::CaptureStderr();
  EXPECT_THAT(Settle(request, As("spiffe://other-admin")).status, IsNotAllowed());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr(R"("message":"settlement refused","isspid":"39493002")"));
  EXPECT_THAT(Settle(request, As("spiffe://shop-admin")).status, IsOk());
}

TEST_F(AdminCallersTest, LogsTheIdentityThatSettled) {
  testing::internal::CaptureStderr();
  Settle(SettlementOf("t-1", VERDICT_NOT_DELIVERED), As("spiffe://shop"));
  Settle(SettlementOf("t-1", VERDICT_NOT_DELIVERED), As("spiffe://chief"));
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              AllOf(HasSubstr(R"("message":"settlement refused","isspid":"39493002",)"
                              R"("transaction_id":"t-1","caller":"spiffe://shop")"),
                    HasSubstr(R"("caller":"spiffe://chief")")));
}

TEST_F(AdminCallersTest, RecordsTheIdentityThatSettled) {
  const Settled settled =
      Settle(SettlementOf("t-1", VERDICT_NOT_DELIVERED), As("spiffe://shop-admin"));
  EXPECT_EQ(settled.response.reply().finding().settled_by(), "alice");
  EXPECT_EQ(settled.response.reply().finding().settled_by_identity(), "spiffe://shop-admin");
}

TEST_F(AdminCallersTest, LogsASettlementWhateverTheSeverity) {
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kError);
  testing::internal::CaptureStderr();
  Settle(SettlementOf("t-1", VERDICT_NOT_DELIVERED), As("spiffe://chief"));
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr(R"("message":"settlement","isspid":"39493002")"));
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kInfo);
}

}  // namespace
}  // namespace imageco::server
