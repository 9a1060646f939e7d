#include "tests/sandbox/certificate.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <cstdlib>
#include <memory>

namespace imageco::sandbox {
namespace {

constexpr int kDaySeconds = 24 * 60 * 60;
constexpr int kDaysValid = 3650;

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* handle) const {
    kFree(handle);
  }
};

using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using MemoryBio = std::unique_ptr<BIO, Free<BIO_vfree>>;

// OpenSSL fails here only when it is broken or out of memory.
void Require(bool worked) {
  if (!worked) std::abort();
}

void AddExtension(X509* certificate, int id, const char* value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value));
  Require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void SetNames(X509* certificate) {
  X509_NAME* const name = X509_get_subject_name(certificate);
  const auto* const text = reinterpret_cast<const unsigned char*>("gateway-sandbox");
  Require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1);
  Require(X509_set_issuer_name(certificate, name) == 1);
  AddExtension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
}

void SetSerialNumber(X509* certificate) {
  std::uint32_t serial = 0;
  Require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  Require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1);
}

X509Certificate MakeCertificate(EVP_PKEY* key) {
  X509Certificate certificate(X509_new());
  Require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  SetSerialNumber(certificate.get());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDaySeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDaysValid * kDaySeconds);
  SetNames(certificate.get());
  Require(X509_set_pubkey(certificate.get(), key) == 1);
  Require(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

std::string Contents(BIO* memory) {
  char* bytes = nullptr;
  const auto size = BIO_get_mem_data(memory, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

Certificate MakeSelfSignedCertificate() {
  const Key key(EVP_EC_gen("P-256"));
  Require(key != nullptr);
  const X509Certificate certificate = MakeCertificate(key.get());
  const MemoryBio certificate_pem(BIO_new(BIO_s_mem()));
  const MemoryBio key_pem(BIO_new(BIO_s_mem()));
  Require(certificate_pem && PEM_write_bio_X509(certificate_pem.get(), certificate.get()) == 1);
  Require(key_pem && PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0,
                                              nullptr, nullptr) == 1);
  return {Contents(certificate_pem.get()), Contents(key_pem.get())};
}

}  // namespace imageco::sandbox
