#include "bridge/gateway/http/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <memory>
#include <utility>
#include <vector>

namespace imageco::bridge::gateway {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using PemBio = std::unique_ptr<BIO, Freer<&BIO_free>>;
using Certificate = std::unique_ptr<X509, Freer<&X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<&EVP_PKEY_free>>;

// A key that needs a password is refused; OpenSSL would ask for it on the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

PemBio Open(const std::string& pem) {
  return PemBio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// All certificates of `pem`; none where one of them cannot be read.
std::vector<Certificate> ParseCertificates(const std::string& pem) {
  const PemBio bio = Open(pem);
  std::vector<Certificate> certificates;
  while (Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, &NoPassword, nullptr)}) {
    certificates.push_back(std::move(certificate));
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) certificates.clear();
  ERR_clear_error();
  return certificates;
}

Key ParseKey(const std::string& pem) {
  const PemBio bio = Open(pem);
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassword, nullptr));
  ERR_clear_error();
  return key;
}

}  // namespace

bool HoldsCertificates(const std::string& pem) { return !ParseCertificates(pem).empty(); }

bool HoldsKey(const std::string& pem) { return ParseKey(pem) != nullptr; }

bool KeyFits(const std::string& certificates, const std::string& key) {
  const std::vector<Certificate> own = ParseCertificates(certificates);
  const bool fit = X509_check_private_key(own.front().get(), ParseKey(key).get()) == 1;
  ERR_clear_error();
  return fit;
}

}  // namespace imageco::bridge::gateway
