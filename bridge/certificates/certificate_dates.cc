#include "bridge/certificates/certificate_dates.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "bridge/base/file.h"
#include "bridge/certificates/pem.h"

namespace imageco::bridge::certificates {
namespace {

using Certificate = base::OpensslOwned<X509>;

absl::Time ToTime(const ASN1_TIME* time) {
  std::tm civil = {};
  if (ASN1_TIME_to_tm(time, &civil) != 1) return absl::InfinitePast();
  return absl::FromTM(civil, absl::UTCTimeZone());
}

std::string ToText(absl::Time time) {
  return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
}

void AddDoubts(const X509* certificate, size_t number, absl::Time now,
               std::vector<std::string>& doubts) {
  const absl::Time begin = ToTime(X509_get0_notBefore(certificate));
  const absl::Time end = ExpiryOf(*certificate);
  if (now < begin) {
    doubts.push_back(absl::StrCat("certificate ", number, " is not valid before ", ToText(begin)));
  }
  if (now > end) {
    doubts.push_back(absl::StrCat("certificate ", number, " expired at ", ToText(end)));
  }
}

}  // namespace

std::optional<absl::Time> ExpiryOf(const std::string& pem) {
  std::optional<absl::Time> expiry;
  for (const Certificate& certificate : ParseCertificates(pem)) {
    const absl::Time end = ExpiryOf(*certificate);
    expiry = std::min(expiry.value_or(end), end);
  }
  return expiry;
}

absl::Time ExpiryOf(const X509& certificate) { return ToTime(X509_get0_notAfter(&certificate)); }

absl::Time ExpiryOf(const X509_CRL& list) {
  const ASN1_TIME* const next_update = X509_CRL_get0_nextUpdate(&list);
  return next_update == nullptr ? absl::InfiniteFuture() : ToTime(next_update);
}

std::optional<absl::Time> ExpiryOfFile(const std::string& path) {
  const absl::StatusOr<std::string> pem = base::ReadFile(path);
  return pem.ok() ? ExpiryOf(*pem) : std::nullopt;
}

std::vector<std::string> DoubtsAboutDates(const std::string& pem, absl::Time now) {
  std::vector<std::string> doubts;
  const std::vector<Certificate> certificates = ParseCertificates(pem);
  for (size_t i = 0; i < certificates.size(); ++i) {
    AddDoubts(certificates[i].get(), i + 1, now, doubts);
  }
  return doubts;
}

std::vector<std::string> DoubtsAboutChain(const std::string& pem, absl::Time now) {
  std::vector<std::string> doubts = DoubtsAboutDates(pem, now);
  const std::vector<Certificate> certificates = ParseCertificates(pem);
  for (size_t i = 1; i < certificates.size(); ++i) {
    X509* const issuer = certificates[i].get();
    if (X509_check_issued(issuer, certificates[i - 1].get()) == X509_V_OK) continue;
    doubts.push_back(absl::StrCat("certificate ", i + 1, " did not issue the one before it"));
  }
  ERR_clear_error();
  return doubts;
}

}  // namespace imageco::bridge::certificates
