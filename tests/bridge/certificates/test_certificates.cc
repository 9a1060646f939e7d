#include "tests/bridge/certificates/test_certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/test_folder.h"

namespace imageco {
namespace {

template <typename Write>
std::string ToPem(Write write) {
  const bridge::base::OpensslOwned<BIO> bio(BIO_new(BIO_s_mem()));
  write(bio.get());
  char* text = nullptr;
  const long bytes = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, bytes);
}

void AddExtension(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// A certificate for a new key, valid for an hour, yet to be signed.
TestIdentity MakeUnsigned(const std::string& name, long serial) {
  TestIdentity identity;
  identity.key.reset(EVP_EC_gen("P-256"));
  identity.certificate.reset(X509_new());
  X509* const certificate = identity.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, identity.key.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(name.c_str());
  if (!name.empty()) {
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, bytes, -1,
                               -1, 0);
  }
  return identity;
}

void Sign(const TestIdentity& identity, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(identity.certificate.get(), X509_get_subject_name(issuer));
  X509_sign(identity.certificate.get(), key, EVP_sha256());
}

}  // namespace

std::string TestIdentity::KeyPem() const {
  return ToPem([this](BIO* bio) {
    PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::string TestIdentity::CertificatePem() const {
  return ToPem([this](BIO* bio) { PEM_write_bio_X509(bio, certificate.get()); });
}

std::string TestIdentity::Pin() const {
  unsigned char* der = nullptr;
  const int bytes = i2d_PUBKEY(key.get(), &der);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(der, bytes, digest);
  OPENSSL_free(der);
  const absl::string_view text(reinterpret_cast<const char*>(digest), sizeof(digest));
  return absl::StrCat("sha256//", absl::Base64Escape(text));
}

TestIdentity MakeAuthority() {
  TestIdentity authority = MakeUnsigned("Test authority", 1);
  AddExtension(authority.certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  Sign(authority, authority.certificate.get(), authority.key.get());
  return authority;
}

TestIdentity MakeIdentity(const TestIdentity& authority, const TestNames& names) {
  TestIdentity identity = MakeUnsigned(names.common_name, names.serial);
  X509_gmtime_adj(X509_getm_notBefore(identity.certificate.get()), names.valid_from_seconds);
  X509_gmtime_adj(X509_getm_notAfter(identity.certificate.get()), names.valid_to_seconds);
  if (!names.alternative_names.empty()) {
    AddExtension(identity.certificate.get(), NID_subject_alt_name, names.alternative_names);
  }
  Sign(identity, authority.certificate.get(), authority.key.get());
  return identity;
}

TestIdentity MakeAuthorityBelow(const TestIdentity& above, long serial) {
  TestIdentity authority = MakeUnsigned("Authority below", serial);
  AddExtension(authority.certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  Sign(authority, above.certificate.get(), above.key.get());
  return authority;
}

std::string MakeRevocationList(const TestIdentity& authority, const std::vector<long>& serials,
                               long valid_to_seconds) {
  const bridge::base::OpensslOwned<X509_CRL> list(X509_CRL_new());
  X509_CRL_set_version(list.get(), X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(authority.certificate.get()));
  ASN1_TIME* const time = ASN1_TIME_new();
  X509_CRL_set1_lastUpdate(list.get(), X509_gmtime_adj(time, -60));
  X509_CRL_set1_nextUpdate(list.get(), X509_gmtime_adj(time, valid_to_seconds));
  for (const long serial : serials) {
    X509_REVOKED* const revoked = X509_REVOKED_new();
    ASN1_INTEGER* const number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, serial);
    X509_REVOKED_set_serialNumber(revoked, number);
    X509_REVOKED_set_revocationDate(revoked, X509_gmtime_adj(time, -60));
    X509_CRL_add0_revoked(list.get(), revoked);
    ASN1_INTEGER_free(number);
  }
  ASN1_TIME_free(time);
  X509_CRL_sort(list.get());
  X509_CRL_sign(list.get(), authority.key.get(), EVP_sha256());
  return ToPem([&list](BIO* bio) { PEM_write_bio_X509_CRL(bio, list.get()); });
}

std::string WriteTestFile(const std::string& name, const std::string& text) {
  static const TestFolder folder;
  return folder.Write(name, text);
}

}  // namespace imageco
