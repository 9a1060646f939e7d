#include "bridge/certificates/pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <utility>
#include <vector>

namespace imageco::bridge::certificates {
namespace {

using base::OpensslOwned;

// A key that needs a password is refused; OpenSSL would ask for it on the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

OpensslOwned<BIO> Open(const std::string& pem) {
  return OpensslOwned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

OpensslOwned<EVP_PKEY> ParseKey(const std::string& pem) {
  const OpensslOwned<BIO> bio = Open(pem);
  OpensslOwned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NoPassword, nullptr));
  ERR_clear_error();
  return key;
}

// All of a kind in a text, or none.
template <typename T, typename Read>
std::vector<OpensslOwned<T>> ParseAll(const std::string& pem, Read read) {
  const OpensslOwned<BIO> bio = Open(pem);
  std::vector<OpensslOwned<T>> all;
  while (OpensslOwned<T> one{read(bio.get(), nullptr, &NoPassword, nullptr)}) {
    all.push_back(std::move(one));
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) all.clear();
  ERR_clear_error();
  return all;
}

}  // namespace

std::vector<OpensslOwned<X509>> ParseCertificates(const std::string& pem) {
  return ParseAll<X509>(pem, &PEM_read_bio_X509);
}

bool HoldsCertificates(const std::string& pem) { return !ParseCertificates(pem).empty(); }

std::vector<OpensslOwned<X509_CRL>> ParseRevocationLists(const std::string& pem) {
  return ParseAll<X509_CRL>(pem, &PEM_read_bio_X509_CRL);
}

bool HoldsRevocationLists(const std::string& pem) { return !ParseRevocationLists(pem).empty(); }

bool HoldsKey(const std::string& pem) { return ParseKey(pem) != nullptr; }

bool KeyFits(const std::string& certificates, const std::string& key) {
  const std::vector<OpensslOwned<X509>> own = ParseCertificates(certificates);
  const bool fit = X509_check_private_key(own.front().get(), ParseKey(key).get()) == 1;
  ERR_clear_error();
  return fit;
}

}  // namespace imageco::bridge::certificates
