#include "clients/cpp/src/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>
#include <variant>

#include "clients/cpp/src/address.h"
#include "clients/cpp/src/key_pair.h"
#include "clients/cpp/src/local_error.h"
#include "clients/cpp/src/pem_file.h"
#include "clients/cpp/src/service_config.h"
#include "clients/cpp/src/token.h"
#include "imageco/complaint/target.h"

namespace imageco::complaint {
namespace {

using Credentials = std::shared_ptr<grpc::ChannelCredentials>;
using std::chrono::milliseconds;

// A server that restarts is found again within seconds; gRPC's own default grows to two minutes.
constexpr milliseconds kReconnectMin{200};
constexpr milliseconds kReconnectMax{5000};

int ToMilliseconds(std::chrono::nanoseconds duration) {
  const auto count = std::chrono::duration_cast<milliseconds>(duration).count();
  return static_cast<int>(std::clamp<decltype(count)>(count, 1, std::numeric_limits<int>::max()));
}

Result<Credentials> MakeTlsCredentials(const Tls& tls) {
  if (tls.certificate.empty() != tls.private_key.empty()) {
    return LocalError(Code::kInvalidArgument,
                      "tls: a certificate and its private key come both or not at all");
  }
  Result<std::string> ca = ReadPem(tls.ca, "tls.ca");
  if (!ca.ok()) return std::move(ca).error();
  Result<std::string> certificate = ReadPem(tls.certificate, "tls.certificate");
  if (!certificate.ok()) return std::move(certificate).error();
  Result<std::string> private_key = ReadPem(tls.private_key, "tls.private_key");
  if (!private_key.ok()) return std::move(private_key).error();
  const std::string no_authority = ca->empty() ? "" : WhyNoAuthority(*ca);
  if (!no_authority.empty()) {
    return LocalError(Code::kInvalidArgument, "tls.ca: " + no_authority);
  }
  const std::string no_pair = certificate->empty() ? "" : WhyNoPair(*certificate, *private_key);
  if (!no_pair.empty()) return LocalError(Code::kInvalidArgument, "tls: " + no_pair);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = *std::move(ca);
  options.pem_cert_chain = *std::move(certificate);
  options.pem_private_key = *std::move(private_key);
  return Credentials(grpc::SslCredentials(options));
}

Result<Credentials> MakeCredentials(const Transport& transport) {
  if (const Tls* tls = std::get_if<Tls>(&transport)) return MakeTlsCredentials(*tls);
  return Credentials(grpc::InsecureChannelCredentials());
}

grpc::ChannelArguments MakeArguments(const std::string& target, const Transport& transport,
                                     const ClientOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetUserAgentPrefix("imageco-complaint-cpp/" IMAGECO_COMPLAINT_VERSION);
  arguments.SetServiceConfigJSON(kServiceConfig);
  // We retry as the service config says, but on our own: gRPC would not tell that an earlier
  // attempt was lost, and an error would say "nothing was sent" of the last attempt alone.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, ToMilliseconds(kReconnectMin));
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, ToMilliseconds(kReconnectMax));
  // Where keepalive is on, Linux also gives up a connection on which sent bytes stay unacknowledged
  // for 20 s (TCP_USER_TIMEOUT): a peer that is gone is noticed by the next call.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, ToMilliseconds(options.keepalive));
  // No proxy reaches our own loopback.
  if (IsLoopback(target)) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const Tls* tls = std::get_if<Tls>(&transport);
  if (tls != nullptr && !tls->server_name.empty()) {
    arguments.SetSslTargetNameOverride(tls->server_name);
  }
  return arguments;
}

}  // namespace

Result<std::shared_ptr<grpc::Channel>> MakeChannel(const std::string& target,
                                                   const Transport& transport,
                                                   const ClientOptions& options) {
  if (std::string fault = WhyNoAddress(target); !fault.empty()) {
    return LocalError(Code::kInvalidArgument, std::move(fault));
  }
  if (options.timeout <= std::chrono::nanoseconds::zero()) {
    return LocalError(Code::kInvalidArgument, "timeout must be longer than nothing");
  }
  if (auto why_not = WhyNoToken(options.token, target, transport)) return *std::move(why_not);
  Result<Credentials> credentials = MakeCredentials(transport);
  if (!credentials.ok()) return std::move(credentials).error();
  return grpc::CreateCustomChannel(target, *credentials, MakeArguments(target, transport, options));
}

}  // namespace imageco::complaint
