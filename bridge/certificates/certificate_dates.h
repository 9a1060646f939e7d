#ifndef IMAGECO_BRIDGE_CERTIFICATES_CERTIFICATE_DATES_H_
#define IMAGECO_BRIDGE_CERTIFICATES_CERTIFICATE_DATES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/base/openssl_owned.h"

namespace imageco::bridge::certificates {

// Until when all certificates in `pem` are valid; nothing where it holds none. Any thread, as with
// the rest.
std::optional<absl::Time> ExpiryOf(const std::string& pem);

// Until when this one is.
absl::Time ExpiryOf(const X509& certificate);

// Until when a certificate revocation list holds; for ever where it does not say.
absl::Time ExpiryOf(const X509_CRL& list);

// The same of the certificates in the file of that name, which is read. Nothing where it cannot be.
std::optional<absl::Time> ExpiryOfFile(const std::string& path);

// What an operator should know of certificates that can be used all the same, a sentence each for a
// log: they have expired, or are not valid yet.
std::vector<std::string> DoubtsAboutDates(const std::string& pem, absl::Time now);

// Of a certificate and those that vouch for it: also that one of them does not vouch for the one
// before it, as it should (RFC 8446, 4.4.2): some peers know no other order.
std::vector<std::string> DoubtsAboutChain(const std::string& pem, absl::Time now);

}  // namespace imageco::bridge::certificates

#endif  // IMAGECO_BRIDGE_CERTIFICATES_CERTIFICATE_DATES_H_
