#include "tests/server/complaint_server_fixture.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "server/library_log.h"
#include "tests/page_reply.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using complaint::v1::ComplaintService;

constexpr char kKey[] = "TESTKEY0123456789abcdef";
constexpr char kSystemId[] = "8888";
constexpr char kSellerAccount[] = "66660000000000001";
constexpr char kComplaintId[] = "200201820200101080076610000";

sandbox::Endpoint MakeEndpoint(const std::string& path) {
  sandbox::Endpoint endpoint;
  endpoint.path = path;
  endpoint.isspid = kIsspid;
  endpoint.system_id = kSystemId;
  endpoint.key = kKey;
  return endpoint;
}

sandbox::Endpoint MakeXmlEndpoint(const std::string& path, sandbox::MacForm mac_form) {
  sandbox::Endpoint endpoint = MakeEndpoint(path);
  endpoint.format = sandbox::Format::kXml;
  endpoint.mac_form = mac_form;
  return endpoint;
}

std::unique_ptr<sandbox::Sandbox> StartSandbox(const sandbox::Certificate& certificate,
                                               const std::string& client_ca) {
  sandbox::Config config;
  config.tls = {certificate.certificate_pem, certificate.key_pem, client_ca};
  sandbox::Endpoint gbk = MakeEndpoint("/gbk");
  gbk.charset = sandbox::Charset::kGbk;
  config.endpoints = {MakeEndpoint("/json"), gbk, MakeXmlEndpoint("/xml", sandbox::MacForm::kNone),
                      MakeXmlEndpoint("/form", sandbox::MacForm::kFormAnswer),
                      MakeXmlEndpoint("/bare", sandbox::MacForm::kBareAnswer)};
  config.complaints = {{kComplaintId, kSellerAccount}};
  auto started = sandbox::Sandbox::Start(config);
  for (const std::string& fault : started.faults) std::fprintf(stderr, "%s\n", fault.c_str());
  if (!started.value) std::abort();
  return *std::move(started.value);
}

BridgeConfig LeastConfig(const std::string& key_file) {
  BridgeConfig config;
  config.mutable_listener()->set_address("127.0.0.1:0");
  config.set_operations_address("127.0.0.1:0");
  config.mutable_ledger()->mutable_memory();
  auto& merchant = *config.add_merchants();
  merchant.set_isspid(kIsspid);
  merchant.set_system_id(kSystemId);
  merchant.mutable_signature()->set_key_file(key_file);
  return config;
}

}  // namespace

complaint::v1::ReplyRequest ReplyWithId(const std::string& transaction_id) {
  return PageReply(transaction_id);
}

std::string ReasonOf(const grpc::Status& status) {
  const auto info = DetailOf<google::rpc::ErrorInfo>(status);
  return info ? info->reason() : "";
}

PendingReply::PendingReply(ComplaintService::Stub& stub, complaint::v1::ReplyRequest request)
    : request_(std::move(request)) {
  context_.set_deadline(std::chrono::system_clock::now() + kPatience);
  // Shared, since whoever waits may be gone before set_value returns.
  const auto ended = std::make_shared<std::promise<grpc::Status>>();
  status_ = ended->get_future().share();
  stub.async()->Reply(&context_, &request_, &response_,
                      [ended](grpc::Status status) { ended->set_value(std::move(status)); });
}

ComplaintServerFixture::ComplaintServerFixture(const std::string& gateway_client_ca)
    : gateway_(StartSandbox(gateway_certificate_, gateway_client_ca)),
      config_(LeastConfig(folder_.Write("key", kKey))) {
  TakeLibraryLogs();
  UseHttp("/json");
}

void ComplaintServerFixture::UseHttp(const std::string& path) {
  merchant().mutable_gateway()->set_url(
      "http://127.0.0.1:" + std::to_string(gateway_->http_port()) + path);
  merchant().mutable_gateway()->set_allow_plaintext(true);
}

void ComplaintServerFixture::UseHttps(const std::string& path) {
  auto& gateway = *merchant().mutable_gateway();
  gateway.set_url("https://127.0.0.1:" + std::to_string(gateway_->https_port()) + path);
  gateway.set_allow_plaintext(false);
  gateway.mutable_tls()->set_ca_file(
      folder_.Write("gateway.pem", gateway_certificate_.certificate_pem));
}

void ComplaintServerFixture::Start() {
  auto server = ComplaintServer::Make(config_);
  ASSERT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  const absl::Status started = server_->Start();
  ASSERT_TRUE(started.ok()) << started;
}

std::unique_ptr<ComplaintService::Stub> ComplaintServerFixture::Connect(
    const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  return ComplaintService::NewStub(grpc::CreateChannel(server_->address(), credentials));
}

std::unique_ptr<PendingReply> ComplaintServerFixture::StartReply(
    const complaint::v1::ReplyRequest& request) {
  if (stub_ == nullptr) stub_ = Connect();
  return std::make_unique<PendingReply>(*stub_, request);
}

ComplaintServerFixture::Answer ComplaintServerFixture::Reply(
    const complaint::v1::ReplyRequest& request) {
  const auto pending = StartReply(request);
  return {pending->status(), pending->response()};
}

grpc::Status ComplaintServerFixture::GetReply(const std::string& isspid,
                                              const std::string& transaction_id,
                                              complaint::v1::ReplyRecord& reply) {
  if (stub_ == nullptr) stub_ = Connect();
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  complaint::v1::GetReplyRequest request;
  request.set_isspid(isspid);
  request.set_transaction_id(transaction_id);
  complaint::v1::GetReplyResponse response;
  grpc::Status status = stub_->GetReply(&context, request, &response);
  reply = response.reply();
  return status;
}

complaint::v1::ReplyState ComplaintServerFixture::StateOf(const std::string& transaction_id) {
  complaint::v1::ReplyRecord reply;
  const grpc::Status status = GetReply(kIsspid, transaction_id, reply);
  EXPECT_THAT(status, IsOk());
  return reply.state();
}

int ComplaintServerFixture::PlanFault(const std::function<void(sandbox::FaultPlan&)>& change,
                                      int times) {
  sandbox::FaultPlan plan;
  plan.times = times;
  change(plan);
  return gateway_->AddFault(plan);
}

void ComplaintServerFixture::AwaitReceived(std::uint64_t messages) {
  ASSERT_TRUE(gateway_->WaitFor(
      [messages](const sandbox::Counts& counts) { return counts.received >= messages; }, kPatience))
      << "the gateway never received " << messages;
}

}  // namespace imageco::server
