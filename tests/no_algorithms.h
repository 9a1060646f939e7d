#ifndef IMAGECO_TESTS_NO_ALGORITHMS_H_
#define IMAGECO_TESTS_NO_ALGORITHMS_H_

#include <openssl/evp.h>

namespace imageco {

// While it is there, OpenSSL has no algorithm to give to those who fetch one, as where its
// configuration names a provider that is not installed.
class NoAlgorithms {
 public:
  NoAlgorithms() { EVP_set_default_properties(nullptr, "provider=none"); }
  NoAlgorithms(const NoAlgorithms&) = delete;
  NoAlgorithms& operator=(const NoAlgorithms&) = delete;
  ~NoAlgorithms() { EVP_set_default_properties(nullptr, ""); }
};

}  // namespace imageco

#endif  // IMAGECO_TESTS_NO_ALGORITHMS_H_
