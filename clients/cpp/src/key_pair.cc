#include "clients/cpp/src/key_pair.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace imageco::complaint {
namespace {

template <auto Free>
struct Freeing {
  template <typename T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Bio = std::unique_ptr<BIO, Freeing<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freeing<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;

// Leaves no errors to whoever asks OpenSSL next on this thread.
class CleanErrors {
 public:
  CleanErrors() { ERR_set_mark(); }
  CleanErrors(const CleanErrors&) = delete;
  CleanErrors& operator=(const CleanErrors&) = delete;
  ~CleanErrors() { ERR_pop_to_mark(); }
};

Bio Open(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Certificate FirstIn(const std::string& pem) {
  return Certificate(PEM_read_bio_X509(Open(pem).get(), nullptr, nullptr, nullptr));
}

// Of a key that is encrypted: none, rather than a question on the terminal.
int NoPassword(char* /*password*/, int /*size*/, int /*writes*/, void* /*user*/) { return -1; }

}  // namespace

std::string WhyNoAuthority(const std::string& pem) {
  const CleanErrors clean;
  return FirstIn(pem) == nullptr ? "holds no certificate in PEM" : "";
}

std::string WhyNoPair(const std::string& certificate, const std::string& private_key) {
  const CleanErrors clean;
  const Certificate first = FirstIn(certificate);
  if (first == nullptr) return "the certificate holds no certificate in PEM";
  const Key key(PEM_read_bio_PrivateKey(Open(private_key).get(), nullptr, NoPassword, nullptr));
  if (key == nullptr) return "the private key is none in PEM that is not encrypted";
  if (X509_check_private_key(first.get(), key.get()) == 1) return "";
  return "the private key does not fit the certificate";
}

}  // namespace imageco::complaint
