#include "server/callers/revocations.h"

#include <openssl/err.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "bridge/certificates/certificate_dates.h"
#include "bridge/certificates/pem.h"
#include "bridge/certificates/pem_file.h"

namespace imageco::server {
namespace {

using bridge::base::OpensslOwned;
using bridge::certificates::ParseCertificates;
using bridge::certificates::PemFile;

using Certificates = std::vector<OpensslOwned<X509>>;

bool IsSignedBySome(X509_CRL* list, const Certificates& authorities) {
  return std::any_of(
      authorities.begin(), authorities.end(), [list](const OpensslOwned<X509>& authority) {
        return X509_NAME_cmp(X509_CRL_get_issuer(list), X509_get_subject_name(authority.get())) ==
                   0 &&
               X509_CRL_verify(list, X509_get0_pubkey(authority.get())) == 1;
      });
}

// What a caller sent besides its own certificate. Owns nothing.
struct StackFree {
  void operator()(STACK_OF(X509) * certificates) const { sk_X509_free(certificates); }
};
using Stack = std::unique_ptr<STACK_OF(X509), StackFree>;
Stack StackOf(const Certificates& certificates) {
  Stack stack(sk_X509_new_null());
  for (const OpensslOwned<X509>& certificate : certificates) {
    sk_X509_push(stack.get(), certificate.get());
  }
  return stack;
}

}  // namespace

Revocations::Revocations(const bridge::config::v1::ServerTls& tls, std::vector<std::string>& faults)
    : store_(X509_STORE_new()) {
  const PemFile file("listener.tls.client_crl_file", tls.client_crl_file(), faults);
  const std::string lists = file.ReadRevocationLists();
  const std::string authorities_pem =
      PemFile("listener.tls.client_ca_file", tls.client_ca_file(), faults).ReadCertificates();
  const Certificates authorities = ParseCertificates(authorities_pem);
  for (const OpensslOwned<X509>& authority : authorities) {
    X509_STORE_add_cert(store_.get(), authority.get());
  }
  size_t number = 0;
  for (const OpensslOwned<X509_CRL>& list : bridge::certificates::ParseRevocationLists(lists)) {
    ++number;
    if (!authorities.empty() && !IsSignedBySome(list.get(), authorities)) {
      file.AddFault(absl::StrCat("list ", number, " in ", tls.client_crl_file(),
                                 " is signed by none of client_ca_file"));
    }
    X509_STORE_add_crl(store_.get(), list.get());
    expiry_ = std::min(expiry_, bridge::certificates::ExpiryOf(*list));
  }
  X509_STORE_set_flags(store_.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  ERR_clear_error();
}

std::string Revocations::WhyRefused(const std::string& certificate_pem,
                                    const std::string& chain_pem, absl::Time now) const {
  const Certificates certificate = ParseCertificates(certificate_pem);
  const Certificates others = ParseCertificates(chain_pem);
  const Stack chain = StackOf(others);
  const OpensslOwned<X509_STORE_CTX> context(X509_STORE_CTX_new());
  if (certificate.empty() || chain == nullptr || context == nullptr ||
      X509_STORE_CTX_init(context.get(), store_.get(), certificate.front().get(), chain.get()) !=
          1) {
    return "the certificate cannot be read";
  }
  X509_STORE_CTX_set_time(context.get(), 0, absl::ToTimeT(now));
  const bool counts = X509_verify_cert(context.get()) == 1;
  const int why = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  return counts ? "" : X509_verify_cert_error_string(why);
}

}  // namespace imageco::server
