#include "clients/complaintctl/call/health_check.h"

#include <curl/curl.h>
#include <grpc/health/v1/health.pb.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/client_unary_call.h>

#include <memory>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "clients/complaintctl/language/language.h"
#include "imageco/complaint/target.h"

namespace imageco::complaintctl {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr char kService[] = "imageco.complaint.v1.ComplaintService";
constexpr size_t kBodyBytesMax = 64 * 1024;

std::shared_ptr<grpc::Channel> MakePlainChannel(const Destination& destination) {
  grpc::ChannelArguments arguments;
  if (complaint::IsLoopback(destination.server)) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (const auto* tls = std::get_if<complaint::Tls>(&destination.transport)) {
    // MakeDestination has read them.
    credentials =
        grpc::SslCredentials({tls->ca.value(), tls->private_key.value(), tls->certificate.value()});
    if (!tls->server_name.empty()) arguments.SetSslTargetNameOverride(tls->server_name);
  }
  return grpc::CreateCustomChannel(destination.server, credentials, arguments);
}

size_t Append(const char* bytes, size_t size, size_t count, void* body) {
  auto& text = *static_cast<std::string*>(body);
  if (text.size() + size * count > kBodyBytesMax) return 0;
  text.append(bytes, size * count);
  return size * count;
}

struct CurlCleanup {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};

}  // namespace

Health AskGrpcHealth(const Destination& destination) {
  const auto channel = MakePlainChannel(destination);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + destination.deadline));
  context.set_wait_for_ready(false);
  HealthCheckRequest request;
  request.set_service(kService);
  HealthCheckResponse response;
  const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Check",
                                         grpc::internal::RpcMethod::NORMAL_RPC);
  const grpc::Status status =
      grpc::internal::BlockingUnaryCall<HealthCheckRequest, HealthCheckResponse>(
          channel.get(), method, &context, request, &response);
  if (!status.ok()) return {false, {Say("no answer: $0", status.error_message())}};
  return {response.status() == HealthCheckResponse::SERVING,
          {HealthCheckResponse::ServingStatus_Name(response.status())}};
}

Health AskReadyz(const std::string& address, absl::Duration time_max) {
  const std::unique_ptr<CURL, CurlCleanup> curl(curl_easy_init());
  if (curl == nullptr) return {false, {Say("no answer: $0", "libcurl does not start")}};
  const std::string url = absl::StrCat("http://", address, "/readyz");
  std::string body;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(time_max)));
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &body);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) return {false, {Say("no answer: $0", curl_easy_strerror(code))}};
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  std::vector<std::string> lines = absl::StrSplit(body, '\n', absl::SkipEmpty());
  if (status != 200 && status != 503) lines = {Say("no answer: $0", absl::StrCat("HTTP ", status))};
  if (lines.empty()) lines = {absl::StrCat("HTTP ", status)};
  return {status == 200, std::move(lines)};
}

}  // namespace imageco::complaintctl
