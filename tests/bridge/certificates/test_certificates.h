#ifndef IMAGECO_TESTS_BRIDGE_CERTIFICATES_TEST_CERTIFICATES_H_
#define IMAGECO_TESTS_BRIDGE_CERTIFICATES_TEST_CERTIFICATES_H_

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <string>
#include <vector>

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

// One that `above` vouches for.
TestIdentity MakeAuthorityBelow(const TestIdentity& above, long serial);

// Who a certificate says its owner is; empty: it does not say.
struct TestNames {
  std::string common_name = "Test identity";
  std::string alternative_names = "IP:127.0.0.1";  // as in OpenSSL's configuration
  // From now.
  long valid_from_seconds = -60;
  long valid_to_seconds = 3600;
  long serial = 2;
};

// An identity, as server or client, that `authority` vouches for.
TestIdentity MakeIdentity(const TestIdentity& authority, const TestNames& names = {});

// The list in PEM of the certificates by these numbers that `authority` has taken back; until so
// many seconds from now.
std::string MakeRevocationList(const TestIdentity& authority, const std::vector<long>& serials,
                               long valid_to_seconds = 3600);

// A new file with `text` that goes when the test program ends; its path.
std::string WriteTestFile(const std::string& name, const std::string& text);

}  // namespace imageco

#endif  // IMAGECO_TESTS_BRIDGE_CERTIFICATES_TEST_CERTIFICATES_H_
