#include "server/credentials.h"

#include <grpc/grpc_security.h>

#include <utility>

#include "absl/strings/str_split.h"
#include "server/listener_certificates.h"

namespace imageco::server {
namespace {

using bridge::config::v1::Listener;

struct CredentialsRelease {
  void operator()(grpc_server_credentials* credentials) const {
    grpc_server_credentials_release(credentials);
  }
};

// TLS with certificates that may change, which the C++ of gRPC 1.51 offers by its file watcher
// alone.
class TlsCredentials final : public grpc::ServerCredentials {
 public:
  explicit TlsCredentials(std::unique_ptr<ListenerCertificates> certificates)
      : certificates_(std::move(certificates)),
        credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                certificates_->request_type(), &ListenerCertificates::Fetch,
                certificates_.get()))) {}

  std::optional<absl::Time> expiry() const { return certificates_->expiry(); }

  // Nobody asks for one.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_.get());
  }

  const std::unique_ptr<ListenerCertificates> certificates_;
  const std::unique_ptr<grpc_server_credentials, CredentialsRelease> credentials_;
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const Listener& listener,
                                                         std::vector<std::string>& faults) {
  if (!listener.has_tls()) return grpc::InsecureServerCredentials();
  absl::StatusOr<ListenerPem> pem = ReadListenerPem(listener.tls());
  if (pem.ok()) {
    LogDoubts(*pem);
    return std::make_shared<TlsCredentials>(
        std::make_unique<ListenerCertificates>(listener.tls(), *std::move(pem)));
  }
  for (absl::string_view fault : absl::StrSplit(pem.status().message(), '\n')) {
    faults.emplace_back(fault);
  }
  return nullptr;
}

std::optional<absl::Time> ExpiryOf(const grpc::ServerCredentials& credentials) {
  const auto* tls = dynamic_cast<const TlsCredentials*>(&credentials);
  return tls == nullptr ? std::nullopt : tls->expiry();
}

}  // namespace imageco::server
