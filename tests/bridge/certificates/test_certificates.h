#ifndef IMAGECO_TESTS_BRIDGE_CERTIFICATES_TEST_CERTIFICATES_H_
#define IMAGECO_TESTS_BRIDGE_CERTIFICATES_TEST_CERTIFICATES_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <string>

#include "bridge/base/openssl_owned.h"

namespace imageco {

// A key made for one test, and its certificate.
struct TestIdentity {
  bridge::base::OpensslOwned<EVP_PKEY> key;
  bridge::base::OpensslOwned<X509> certificate;

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

}  // namespace imageco

#endif  // IMAGECO_TESTS_BRIDGE_CERTIFICATES_TEST_CERTIFICATES_H_
