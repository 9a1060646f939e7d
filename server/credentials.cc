#include "server/credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include "absl/strings/str_cat.h"
#include "server/config_file.h"

namespace imageco::server {
namespace {

using bridge::config::v1::Listener;
using bridge::config::v1::ServerTls;

constexpr unsigned kReloadSeconds = 10;

void CheckFile(const char* setting, const std::string& path, std::vector<std::string>& faults) {
  if (path.empty()) return;
  const auto content = ReadFile(path);
  if (!content.ok()) {
    faults.push_back(absl::StrCat("listener.tls.", setting, ": ", content.status().message()));
  } else if (content->find("-----BEGIN ") == std::string::npos) {
    faults.push_back(absl::StrCat("listener.tls.", setting, ": ", path, " is not PEM"));
  }
}

}  // namespace

std::shared_ptr<grpc::ServerCredentials> MakeCredentials(const Listener& listener,
                                                         std::vector<std::string>& faults) {
  if (!listener.has_tls()) return grpc::InsecureServerCredentials();
  const ServerTls& tls = listener.tls();
  CheckFile("certificate_file", tls.certificate_file(), faults);
  CheckFile("private_key_file", tls.private_key_file(), faults);
  CheckFile("client_ca_file", tls.client_ca_file(), faults);
  if (!faults.empty()) return nullptr;

  grpc::experimental::TlsServerCredentialsOptions options(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          tls.private_key_file(), tls.certificate_file(), tls.client_ca_file(), kReloadSeconds));
  options.watch_identity_key_cert_pairs();
  if (!tls.client_ca_file().empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return grpc::experimental::TlsServerCredentials(options);
}

}  // namespace imageco::server
