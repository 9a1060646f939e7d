#include "server/listener_certificates.h"

#include <mutex>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "bridge/base/log.h"
#include "bridge/certificates/certificate_dates.h"
#include "bridge/certificates/pem_file.h"

namespace imageco::server {
namespace {

using bridge::base::Log;
using bridge::base::Severity;
using bridge::certificates::PemFile;
using bridge::config::v1::ServerTls;

}  // namespace

absl::StatusOr<ListenerPem> ReadListenerPem(const ServerTls& tls) {
  std::vector<std::string> faults;
  const PemFile certificates("listener.tls.certificate_file", tls.certificate_file(), faults);
  const PemFile key("listener.tls.private_key_file", tls.private_key_file(), faults);
  const PemFile authorities("listener.tls.client_ca_file", tls.client_ca_file(), faults);
  if (tls.certificate_file().empty()) certificates.AddFault("is missing");
  if (tls.private_key_file().empty()) key.AddFault("is missing");
  ListenerPem pem = {certificates.ReadCertificates(), key.ReadKey(),
                     authorities.ReadCertificates()};
  key.CheckFits(pem.private_key, certificates, pem.certificates);
  if (faults.empty()) return pem;
  return absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
}

std::vector<std::string> DoubtsAbout(const ListenerPem& pem, absl::Time now) {
  std::vector<std::string> doubts;
  const auto add = [&doubts](const char* setting, const std::vector<std::string>& whys) {
    for (const std::string& why : whys) {
      doubts.push_back(absl::StrCat("listener.tls.", setting, ": ", why));
    }
  };
  add("certificate_file", bridge::certificates::DoubtsAboutChain(pem.certificates, now));
  add("client_ca_file", bridge::certificates::DoubtsAboutDates(pem.client_authorities, now));
  return doubts;
}

void LogDoubts(const ListenerPem& pem) {
  for (const std::string& doubt : DoubtsAbout(pem, absl::Now())) {
    Log(Severity::kWarning, "peers may refuse the listener's certificates, or it theirs",
        {{"why", std::string_view(doubt)}});
  }
}

ListenerCertificates::ListenerCertificates(ServerTls tls, ListenerPem pem,
                                           std::chrono::nanoseconds look_interval)
    : tls_(std::move(tls)),
      look_interval_(look_interval),
      pem_(std::move(pem)),
      next_look_(std::chrono::steady_clock::now() + look_interval) {}

grpc_ssl_client_certificate_request_type ListenerCertificates::request_type() const {
  if (tls_.client_ca_file().empty()) return GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE;
  return tls_.client_certificate_optional()
             ? GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY
             : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY;
}

void ListenerCertificates::LookAtFiles() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return;
  next_look_ = now + look_interval_;
  absl::StatusOr<ListenerPem> read = ReadListenerPem(tls_);
  const std::string fault(read.status().message());
  if (!read.ok() && fault != last_fault_) {
    Log(Severity::kError, "the listener keeps its last good certificates",
        {{"why", std::string_view(fault)}});
  }
  last_fault_ = fault;
  if (!read.ok() || *read == pem_) return;
  pem_ = *std::move(read);
  is_new_ = true;
  Log(Severity::kInfo, "the listener has new certificates", {});
  LogDoubts(pem_);
}

std::optional<absl::Time> ListenerCertificates::expiry() const {
  const std::lock_guard lock(mutex_);
  return bridge::certificates::ExpiryOf(pem_.certificates);
}

grpc_ssl_certificate_config_reload_status ListenerCertificates::Fetch(
    void* self, grpc_ssl_server_certificate_config** config) {
  auto& certificates = *static_cast<ListenerCertificates*>(self);
  const std::lock_guard lock(certificates.mutex_);
  certificates.LookAtFiles();
  if (!std::exchange(certificates.is_new_, false)) {
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  }
  const ListenerPem& pem = certificates.pem_;
  const grpc_ssl_pem_key_cert_pair pair = {pem.private_key.c_str(), pem.certificates.c_str()};
  // gRPC 1.51 insists on authorities even where no certificate is asked for.
  const std::string& authorities =
      pem.client_authorities.empty() ? pem.certificates : pem.client_authorities;
  *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

}  // namespace imageco::server
