#include "bridge/gateway/http/gateway_tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bridge/base/openssl_owned.h"
#include "bridge/certificates/pem_file.h"

namespace imageco::bridge::gateway {
namespace {

using Faults = std::vector<std::string>;

// Whether OpenSSL, as it is configured on this machine, has what TLS takes. It reads its
// configuration once, and takes long against all else that a merchant takes.
bool MakesTls() {
  static const bool makes_tls = [] {
    const base::OpensslOwned<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
    ERR_clear_error();
    return context != nullptr;
  }();
  return makes_tls;
}

GatewayPem ReadFiles(const config::v1::GatewayTls& tls, Faults& faults) {
  using certificates::PemFile;
  const PemFile ca("gateway.tls.ca_file", tls.ca_file(), faults);
  const PemFile own("gateway.tls.client_certificate_file", tls.client_certificate_file(), faults);
  const PemFile key("gateway.tls.client_key_file", tls.client_key_file(), faults);
  GatewayPem pem = {ca.ReadCertificates(), own.ReadCertificates(), key.ReadKey()};
  key.CheckFits(pem.private_key, own, pem.certificates);
  return pem;
}

// Far below what libcurl takes of any text.
constexpr size_t kPinsBytesMax = 64 * 1024;

// libcurl would take anything else for the name of a file with the key.
bool IsPin(absl::string_view pin) {
  constexpr absl::string_view kPrefix = "sha256//";
  constexpr size_t kDigestBytes = 32;
  std::string digest;
  return absl::StartsWith(pin, kPrefix) &&
         absl::Base64Unescape(pin.substr(kPrefix.size()), &digest) && digest.size() == kDigestBytes;
}

void CheckPins(const config::v1::GatewayTls& tls, Faults& faults) {
  if (tls.pinned_public_key().empty()) return;
  if (tls.pinned_public_key().size() > kPinsBytesMax) {
    faults.emplace_back("gateway.tls.pinned_public_key: is longer than 64 KiB");
    return;
  }
  for (absl::string_view pin : absl::StrSplit(tls.pinned_public_key(), ';')) {
    if (IsPin(pin)) continue;
    faults.push_back(
        "gateway.tls.pinned_public_key: want \"sha256//\" and the base64 of 32 bytes, several with "
        "\";\"");
    return;
  }
}

}  // namespace

GatewayPem ReadGatewayTls(const config::v1::GatewayTls& tls, Faults& faults) {
  if (!MakesTls()) {
    faults.emplace_back("gateway.tls: OpenSSL, as it is configured here, makes no TLS");
    return {};
  }
  GatewayPem pem = ReadFiles(tls, faults);
  if (tls.client_certificate_file().empty() != tls.client_key_file().empty()) {
    faults.push_back(
        "gateway.tls: client_certificate_file and client_key_file belong together: set both or "
        "neither");
  }
  CheckPins(tls, faults);
  return pem;
}

}  // namespace imageco::bridge::gateway
