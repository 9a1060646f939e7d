#ifndef IMAGECO_TESTS_SANDBOX_CERTIFICATE_H_
#define IMAGECO_TESTS_SANDBOX_CERTIFICATE_H_

#include <string>

namespace imageco::sandbox {

struct Certificate {
  std::string certificate_pem;
  std::string key_pem;
};

// A new P-256 key and a certificate for it, valid for ten years from yesterday on, for the server
// names 127.0.0.1 and localhost. It signs itself, so it is its own authority; it serves as a
// client's certificate just as well.
Certificate MakeSelfSignedCertificate();

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_CERTIFICATE_H_
