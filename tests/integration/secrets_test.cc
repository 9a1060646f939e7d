// No key, text, link, token or password comes out of the program that is shipped, whatever fails.
#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bridge/base/file.h"
#include "bridge/sha256.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/integration/replica_fixture.h"
#include "tests/server/callers/test_tokens.h"
#include "tests/server/http_exchange.h"

namespace imageco::integration {
namespace {

using bridge::config::v1::LogSeverity;
using complaint::v1::ReplyRequest;
using sandbox::AnswerFault;
using sandbox::BodyKind;
using sandbox::ConnectionEnd;
using sandbox::ConnectionFault;
using sandbox::FaultPlan;
using sandbox::FaultPoint;
using server::HttpGet;

constexpr char kText[] = "planted-text-of-a-reply";
constexpr char kUrl[] = "https://planted.example/link-of-a-reply";
constexpr char kLinkText[] = "plantedLnk";
constexpr char kToken[] = "planted-token-of-the-shop";
constexpr char kWrongToken[] = "planted-token-of-a-stranger";
constexpr char kSecondKey[] = "planted-second-key";
constexpr char kGarbage[] = "planted-by-mistake-in-a-file";
constexpr char kPassword[] = "planted-database-password";

// The lines of a key between those that begin and end it.
std::string BodyOf(const std::string& pem) {
  const size_t begin = pem.find('\n') + 1;
  return pem.substr(begin, 40);
}

class SecretsTest : public ReplicaFixture, public testing::WithParamInterface<LogSeverity> {
 protected:
  SecretsTest() {
    UseHttps("/json");
    config().set_allow_admin_without_identity(false);
    auto& signature = *merchant().mutable_signature();
    key_ = *bridge::base::ReadFile(signature.key_file());
    signature.set_second_key_file(folder_.Write("second", kSecondKey));
    auto& tls = *merchant().mutable_gateway()->mutable_tls();
    tls.set_client_certificate_file(folder_.Write("ours.pem", ours_.CertificatePem()));
    tls.set_client_key_file(folder_.Write("ours.key", ours_.KeyPem()));
    merchant().mutable_gateway()->mutable_exchange_timeout()->set_seconds(2);
    merchant().mutable_gateway()->mutable_connect_timeout()->set_seconds(2);
    AddCallers();
    secrets_ = {key_,        kSecondKey, kText,
                kUrl,        kLinkText,  kToken,
                kWrongToken, kGarbage,   BodyOf(ours_.KeyPem()),
                jwt_};
  }

  void AddCallers() {
    auto& caller = *config().add_callers();
    caller.set_admin(true);
    caller.mutable_token()->set_name("shop");
    const auto digest = bridge::Sha256Of(kToken).value();
    caller.mutable_token()->add_sha256(
        absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), digest.size()}));
    config().add_callers()->mutable_jwt()->set_subject("web");
    auto& issuer = *config().add_jwt_issuers();
    issuer.set_issuer("i");
    issuer.add_audiences("a");
    issuer.set_jwks_file(folder_.Write("jwks.json", Jwks({signer_.Jwk()})));
  }

  // A reply with all that is to be kept secret.
  static ReplyRequest Planted(const std::string& transaction_id) {
    ReplyRequest request = server::ReplyWithId(transaction_id);
    request.set_response_content(kText);
    request.mutable_jump_link()->set_url(kUrl);
    request.mutable_jump_link()->set_text(kLinkText);
    return request;
  }

  void Serve() {
    replica_ = Launch();
    stub_ = complaint::v1::ComplaintService::NewStub(Channel());
    admin_ = complaint::v1::ReplyAdminService::NewStub(Channel());
    // Where it listens, its log tells from the severity that is the default.
    config().set_log_severity(GetParam());
    folder_.Write("server.txtpb", config().DebugString());
    Reload("good");
  }
  std::shared_ptr<grpc::Channel> Channel() {
    return grpc::CreateChannel(replica_->process().address(), grpc::InsecureChannelCredentials());
  }

  // What a caller hears is looked at, too.
  void Hear(const grpc::Status& status) {
    absl::StrAppend(&heard_, status.error_message(), status.error_details(), "\n");
  }

  void Reply(const ReplyRequest& request, const std::string& token = kToken) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + server::kPatience);
    context.AddMetadata("authorization", "Bearer " + token);
    complaint::v1::ReplyResponse response;
    Hear(stub_->Reply(&context, request, &response));
    absl::StrAppend(&heard_, response.SerializeAsString(), "\n");
  }
  void Reply() { Reply(Planted(absl::StrCat("t-", ++replies_))); }

  // The gateway's answers, from good to none.
  void FailAtTheGateway() {
    Reply();
    for (AnswerFault& fault : AnswerFaults()) {
      PlanFault([&fault](FaultPlan& plan) { plan.answer = std::move(fault); });
      Reply();
    }
    for (const FaultPoint point : {FaultPoint::kAccept, FaultPoint::kRequestByte,
                                   FaultPoint::kAfterRequest, FaultPoint::kAnswerByte}) {
      for (const ConnectionEnd end :
           {ConnectionEnd::kClose, ConnectionEnd::kReset, ConnectionEnd::kHang}) {
        PlanFault([&](FaultPlan& plan) {
          plan.connection = ConnectionFault{.end = end, .at = point, .byte = 1};
        });
        Reply();
      }
    }
  }

  // Of a gateway that says again whatever it knows, and worse.
  std::vector<AnswerFault> AnswerFaults() const {
    const std::string all =
        absl::StrCat(kText, " ", kUrl, " ", kLinkText, " ", key_, " ", kSecondKey);
    std::vector<AnswerFault> faults;
    const auto add = [&faults](auto change) { change(faults.emplace_back()); };
    for (const BodyKind body : {BodyKind::kHtml, BodyKind::kGarbage, BodyKind::kNone}) {
      add([body](AnswerFault& fault) {
        fault.http_status = 500;
        fault.body = body;
      });
    }
    for (const std::string& body :
         {all, absl::StrCat(R"({"result":{"id":"1001","comment":")", all, R"("}})")}) {
      add([&body](AnswerFault& fault) {
        fault.http_status = 400;
        fault.body = BodyKind::kRaw;
        fault.raw_body = body;
      });
    }
    for (const bool is_signed : {true, false}) {
      add([&](AnswerFault& fault) {
        fault.result_id = "1001";
        fault.comment = all;
        (is_signed ? fault.wrong_sign : fault.missing_sign) = true;
      });
    }
    add([](AnswerFault& fault) { fault.wrong_echo = "transaction_id"; });
    add([](AnswerFault& fault) { fault.extra_nodes = true; });
    add([](AnswerFault& fault) { fault.body_bytes = 30; });
    add([](AnswerFault& fault) {
      fault.http_status = 302;
      fault.headers = {{"Location", kUrl}};
    });
    return faults;
  }

  void FailByTheRequest() {
    const auto reply = [this](auto change) {
      ReplyRequest request = Planted(absl::StrCat("t-", ++replies_));
      change(request);
      Reply(request);
    };
    const std::string longer(300, 'x');
    reply([&](ReplyRequest& request) { request.set_response_content(kText + longer); });
    reply([](ReplyRequest& request) { request.set_response_content(kText + std::string("\x01")); });
    reply([](ReplyRequest& request) {
      request.mutable_jump_link()->set_text(absl::StrCat(kText, kLinkText));
    });
    reply([](ReplyRequest& request) { request.mutable_jump_link()->clear_text(); });
    for (const char* scheme :
         {"http://", "ftp://", "", "https://user:pass@", "https://\xe6\x96\x87"}) {
      reply([scheme](ReplyRequest& request) {
        request.mutable_jump_link()->set_url(absl::StrCat(scheme, kUrl + 8));
      });
    }
    reply([](ReplyRequest& request) { request.set_isspid("1"); });
    reply([](ReplyRequest& request) { request.set_validate_only(true); });
    // The same id with another text.
    Reply(Planted("t-1"));
    ReplyRequest other = Planted("t-1");
    other.set_response_content(absl::StrCat(kText, "!"));
    Reply(other);
    FailByBytes();
  }

  // No message, and one whose text is not UTF-8.
  void FailByBytes() {
    for (const std::string& bytes :
         {absl::StrCat("\x2a\x03", kText), absl::StrCat("\x2a\x19", kText, "\xff\xfe")}) {
      grpc::GenericStub stub(Channel());
      grpc::ClientContext context;
      context.AddMetadata("authorization", absl::StrCat("Bearer ", kToken));
      grpc::Slice slice(bytes);
      const grpc::ByteBuffer request(&slice, 1);
      grpc::ByteBuffer response;
      std::promise<grpc::Status> done;
      stub.UnaryCall(&context, "/imageco.complaint.v1.ComplaintService/Reply", {}, &request,
                     &response,
                     [&done](grpc::Status status) { done.set_value(std::move(status)); });
      Hear(done.get_future().get());
    }
  }

  void FailByTheCaller() {
    for (const std::string& token : {std::string(kWrongToken), jwt_, jwt_ + "x", std::string("")}) {
      Reply(Planted("t-1"), token);
    }
  }

  void Operate() {
    const auto context = [] {
      auto made = std::make_unique<grpc::ClientContext>();
      made->AddMetadata("authorization", absl::StrCat("Bearer ", kToken));
      return made;
    };
    complaint::v1::ListRepliesResponse listed;
    Hear(admin_->ListReplies(context().get(), {}, &listed));
    EXPECT_GT(listed.replies_size(), 5);
    absl::StrAppend(&heard_, listed.SerializeAsString());
    for (const auto& reply : listed.replies()) {
      complaint::v1::SettleReplyRequest request;
      request.set_transaction_id(reply.transaction_id());
      request.set_verdict(complaint::v1::VERDICT_NOT_DELIVERED);
      request.set_settled_by("operator");
      request.set_reason("looked");
      complaint::v1::SettleReplyResponse settled;
      Hear(admin_->SettleReply(context().get(), request, &settled));
      absl::StrAppend(&heard_, settled.SerializeAsString());
    }
  }

  // Files that hold what they should not.
  void FailByFiles() {
    const std::string jwks = *bridge::base::ReadFile(config().jwt_issuers(0).jwks_file());
    SpoilFile("jwks.json", kGarbage, jwks);
    SpoilFile("second", absl::StrCat(kGarbage, "\n", kSecondKey), kSecondKey);
    SpoilFile("ours.key", absl::StrCat(ours_.KeyPem().substr(0, 100), kGarbage), ours_.KeyPem());
    SpoilFile("ours.pem", kGarbage, ours_.CertificatePem());
    const std::string configuration = config().DebugString();
    SpoilFile("server.txtpb", absl::StrCat(kGarbage, " ", key_), configuration);
    SpoilFile("server.txtpb", absl::StrCat(configuration, "log_severity: ", kGarbage),
              configuration);
    SpoilFile("server.txtpb", absl::StrCat("callers { token { sha256: \"", kToken, "\" } }"),
              configuration);
  }

  void SpoilFile(const std::string& name, const std::string& bad, const std::string& good) {
    folder_.Write(name, bad);
    Reload("bad");
    absl::StrAppend(&heard_, HttpGet(replica_->process().operations_address(), "/readyz").body);
    folder_.Write(name, good);
  }

  // Has the configuration read again, which ends like that.
  void Reload(const std::string& result) {
    const int before = Reloads(result);
    replica_->process().Signal(SIGHUP);
    const auto give_up = std::chrono::steady_clock::now() + server::kPatience;
    while (Reloads(result) == before) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << result;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  int Reloads(const std::string& result) {
    const std::string counted =
        absl::StrCat("complaint_config_reloads_total{result=\"", result, "\"} ");
    const std::string text = HttpGet(replica_->process().operations_address(), "/metrics").body;
    return std::stoi(text.substr(text.find(counted) + counted.size()));
  }

  // What anyone may see of it from outside, its memory aside.
  std::string OfProcess(const std::string& name) const {
    std::ifstream file(absl::StrCat("/proc/", replica_->process().pid(), "/", name));
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  }

  void ExpectNone(const std::string& where, const std::string& text) const {
    for (const std::string& secret : secrets_) {
      EXPECT_EQ(text.find(secret), std::string::npos) << where << " tells " << secret;
    }
  }

  const TestIdentity ours_ = MakeIdentity(MakeAuthority());
  const TokenSigner signer_{"ES256", "k"};
  // Of a subject whom nobody named.
  const std::string jwt_ =
      signer_.Sign(absl::StrCat(R"({"iss":"i","aud":"a","sub":"planted","exp":)",
                                absl::ToUnixSeconds(absl::Now()) + 3600, "}"));
  std::string key_;
  std::vector<std::string> secrets_;
  std::unique_ptr<Replica> replica_;
  std::unique_ptr<complaint::v1::ComplaintService::Stub> stub_;
  std::unique_ptr<complaint::v1::ReplyAdminService::Stub> admin_;
  std::string heard_;
  int replies_ = 0;
};

TEST_P(SecretsTest, TellsNoneWhateverFails) {
  Serve();
  FailAtTheGateway();
  FailByTheRequest();
  FailByTheCaller();
  FailByFiles();
  Operate();
  ExpectNone("an answer", heard_);
  const std::string address = replica_->process().operations_address();
  for (const char* page : {"/metrics", "/readyz", "/livez"}) {
    ExpectNone(page, HttpGet(address, page).body);
  }
  ExpectNone("the environment", OfProcess("environ"));
  ExpectNone("the command line", OfProcess("cmdline"));
  replica_->process().Signal(SIGTERM);
  replica_->process().AwaitEnd();
  const std::string& log = replica_->process().log();
  if (GetParam() == bridge::config::v1::LOG_SEVERITY_INFO) {
    EXPECT_GT(std::count(log.begin(), log.end(), '\n'), replies_);
  }
  ExpectNone("the log", log);
  int ledger_files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    if (entry.path().string().find("sqlite3") == std::string::npos) continue;
    ++ledger_files;
    ExpectNone(entry.path().string(), *bridge::base::ReadFile(entry.path()));
  }
  EXPECT_GT(ledger_files, 0);
}

INSTANTIATE_TEST_SUITE_P(Severities, SecretsTest,
                         testing::Values(bridge::config::v1::LOG_SEVERITY_INFO,
                                         bridge::config::v1::LOG_SEVERITY_WARNING,
                                         bridge::config::v1::LOG_SEVERITY_ERROR),
                         [](const auto& info) {
                           return bridge::config::v1::LogSeverity_Name(info.param);
                         });

// A database that cannot be reached.
TEST(SecretsOfDatabaseTest, TellsNoPassword) {
  const TestFolder folder;
  const std::string config =
      folder.Write("server.txtpb",
                   "listener { address: '127.0.0.1:0' } operations_address: '127.0.0.1:0' "
                   "ledger { postgres { conninfo: 'host=127.0.0.1 port=1 dbname=d user=u' "
                   "password_file: 'password' } } merchants { isspid: '1' system_id: '8888' "
                   "gateway { url: 'https://127.0.0.1:1' } signature { key_file: 'key' } }");
  folder.Write("password", kPassword);
  folder.Write("key", kGarbage);
  ServerProcess process({COMPLAINT_SERVER, "--config", config});
  const std::string readyz = HttpGet(process.operations_address(), "/readyz").body;
  process.Signal(SIGTERM);
  EXPECT_EQ(process.AwaitEnd(), 0);
  EXPECT_THAT(readyz, testing::HasSubstr("ledger"));
  for (const std::string& text : {readyz, process.log()}) {
    EXPECT_THAT(text, testing::Not(testing::HasSubstr(kPassword)));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr(kGarbage)));
  }
}

}  // namespace
}  // namespace imageco::integration
