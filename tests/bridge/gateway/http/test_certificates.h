#ifndef IMAGECO_TESTS_BRIDGE_GATEWAY_HTTP_TEST_CERTIFICATES_H_
#define IMAGECO_TESTS_BRIDGE_GATEWAY_HTTP_TEST_CERTIFICATES_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace imageco::bridge::gateway {

struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct CertificateDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

// A key made for one test, and its certificate.
struct TestIdentity {
  std::unique_ptr<EVP_PKEY, KeyDeleter> key;
  std::unique_ptr<X509, CertificateDeleter> certificate;

  std::string KeyPem() const;
  std::string CertificatePem() const;
  // As in `pinned_public_key`.
  std::string Pin() const;
};

// An authority that signs its own certificate.
TestIdentity MakeAuthority();

// Who a certificate says its owner is; empty: it does not say.
struct TestNames {
  std::string common_name = "Test identity";
  std::string alternative_names = "IP:127.0.0.1";  // as in OpenSSL's configuration
  // From now.
  long valid_from_seconds = -60;
  long valid_to_seconds = 3600;
};

// An identity, as server or client, that `authority` vouches for.
TestIdentity MakeIdentity(const TestIdentity& authority, const TestNames& names = {});

// A new file with `text` that goes when the test program ends; its path.
std::string WriteTestFile(const std::string& name, const std::string& text);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_BRIDGE_GATEWAY_HTTP_TEST_CERTIFICATES_H_
