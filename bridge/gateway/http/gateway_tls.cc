#include "bridge/gateway/http/gateway_tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace imageco::bridge::gateway {
namespace {

struct SslContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslContext = std::unique_ptr<SSL_CTX, SslContextDeleter>;

// A key that needs a password is refused; OpenSSL would ask for it on the terminal.
int NoPassword(char*, int, int, void*) { return 0; }

// Nothing where OpenSSL, as it is configured on this machine, lacks what TLS takes.
SslContext MakeSslContext() {
  SslContext context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr) return nullptr;
  SSL_CTX_set_default_passwd_cb(context.get(), &NoPassword);
  return context;
}

// Adds a fault unless `file` can be read and `loaded(file)` says that it holds what it should.
template <typename Load>
void CheckFile(std::string_view setting, const std::string& file, std::string_view content,
               Load load, std::vector<std::string>& faults) {
  if (file.empty()) return;
  if (access(file.c_str(), R_OK) != 0) {
    faults.push_back(absl::StrCat("gateway.tls.", std::string(setting), ": cannot read ", file,
                                  ": ", std::strerror(errno)));
  } else if (load(file.c_str()) != 1) {
    faults.push_back(absl::StrCat("gateway.tls.", std::string(setting), ": ", file, " holds no ",
                                  std::string(content)));
  }
}

void CheckFiles(const config::v1::GatewayTls& tls, std::vector<std::string>& faults) {
  const SslContext context = MakeSslContext();
  SSL_CTX* const ssl = context.get();
  if (ssl == nullptr) {
    ERR_clear_error();
    faults.emplace_back("gateway.tls: OpenSSL, as it is configured here, makes no TLS");
    return;
  }
  CheckFile(
      "ca_file", tls.ca_file(), "certificate in PEM",
      [ssl](const char* file) { return SSL_CTX_load_verify_file(ssl, file); }, faults);
  CheckFile(
      "client_certificate_file", tls.client_certificate_file(), "certificate in PEM",
      [ssl](const char* file) { return SSL_CTX_use_certificate_chain_file(ssl, file); }, faults);
  CheckFile(
      "client_key_file", tls.client_key_file(),
      "private key in PEM, without password, that belongs to the certificate",
      [ssl](const char* file) { return SSL_CTX_use_PrivateKey_file(ssl, file, SSL_FILETYPE_PEM); },
      faults);
  ERR_clear_error();
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

}  // namespace

std::vector<std::string> FindFaults(const config::v1::GatewayTls& tls) {
  std::vector<std::string> faults;
  CheckFiles(tls, faults);
  if (tls.client_certificate_file().empty() != tls.client_key_file().empty()) {
    faults.push_back(
        "gateway.tls: client_certificate_file and client_key_file belong together: set both or "
        "neither");
  }
  if (tls.pinned_public_key().empty()) return faults;
  if (tls.pinned_public_key().size() > kPinsBytesMax) {
    faults.emplace_back("gateway.tls.pinned_public_key: is longer than 64 KiB");
    return faults;
  }
  for (absl::string_view pin : absl::StrSplit(tls.pinned_public_key(), ';')) {
    if (IsPin(pin)) continue;
    faults.push_back(
        "gateway.tls.pinned_public_key: want \"sha256//\" and the base64 of 32 bytes, several with "
        "\";\"");
    break;
  }
  return faults;
}

}  // namespace imageco::bridge::gateway
