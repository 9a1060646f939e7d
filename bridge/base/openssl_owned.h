#ifndef IMAGECO_BRIDGE_BASE_OPENSSL_OWNED_H_
#define IMAGECO_BRIDGE_BASE_OPENSSL_OWNED_H_

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>

namespace imageco::bridge::base {

struct OpensslFree {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_CRL* list) const { X509_CRL_free(list); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

// What OpenSSL has made.
template <typename T>
using OpensslOwned = std::unique_ptr<T, OpensslFree>;

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_OPENSSL_OWNED_H_
