#ifndef IMAGECO_BRIDGE_CERTIFICATES_PEM_H_
#define IMAGECO_BRIDGE_CERTIFICATES_PEM_H_

#include <string>
#include <vector>

#include "bridge/base/openssl_owned.h"

namespace imageco::bridge::certificates {

// The certificates of a text in PEM; none where it holds none, or one of them is cut or broken.
std::vector<base::OpensslOwned<X509>> ParseCertificates(const std::string& pem);

// Whether there are any.
bool HoldsCertificates(const std::string& pem);

// The same of certificate revocation lists.
std::vector<base::OpensslOwned<X509_CRL>> ParseRevocationLists(const std::string& pem);
bool HoldsRevocationLists(const std::string& pem);

// Whether it holds a private key in PEM that needs no password.
bool HoldsKey(const std::string& pem);

// Whether the key is that of the first of the certificates. Both hold what they should.
bool KeyFits(const std::string& certificates, const std::string& key);

}  // namespace imageco::bridge::certificates

#endif  // IMAGECO_BRIDGE_CERTIFICATES_PEM_H_
