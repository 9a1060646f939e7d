#ifndef IMAGECO_SERVER_CALLERS_IDENTITY_H_
#define IMAGECO_SERVER_CALLERS_IDENTITY_H_

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// A name that a certificate or a token vouches for, and of which kind it is: a name of one kind
// says nothing of the same text as another kind. In a form that compares byte by byte.
struct Identity {
  enum class Kind {
    kUri,
    kEmail,
    kIp,
    kDns,
    kToken,  // what the configuration calls a token
    kJwt,    // the subject that an issuer speaks of
  };

  Kind kind = Kind::kDns;
  std::string name;
  std::string issuer{};  // of kJwt

  friend auto operator<=>(const Identity&, const Identity&) = default;
};

// Whom a configuration means by a caller.
Identity IdentityOf(const bridge::config::v1::Caller& caller,
                    const bridge::config::v1::BridgeConfig& config);

// The name in a certificate that a configuration means by `text`: with "://" a URI, with "@" an
// e-mail address, an IP address where it is one, and a DNS name otherwise. DNS names compare
// without case (RFC 4343), and so does the domain of an address and nothing else of it (RFC
// 5280, 7.5); IP addresses by their value; URIs byte by byte.
Identity ToIdentity(std::string_view text);

// Who calls, as a certificate or a token says that was verified.
struct Principal {
  enum class Credential { kNone, kCertificate, kToken, kJwt };

  // Of a certificate, its alternative names of these kinds; or its common name, as a DNS name,
  // where it is none of another kind and the certificate has no alternative name at all (RFC
  // 6125, 6.4.4).
  std::vector<Identity> identities{};
  // All of its names, for people and the ledger: URIs first, parted by ", ", which stands in no
  // name; UTF-8 without control characters, and cut at 800 bytes to end in " ...". A name whose
  // text is that of another kind is named with its own: "DNS:spiffe://shop". Of tokens "token:NAME"
  // and "jwt:ISSUER SUBJECT". Empty: nothing was shown, or a certificate without a name.
  std::string text{};
  Credential credential = Credential::kNone;
  // When what is shown counts no more.
  absl::Time expiry = absl::InfiniteFuture();
};

// Of a certificate in PEM. Costs as much as a whole call.
Principal ReadPrincipal(std::string_view certificate_pem);

// Whom a token speaks of.
Principal ToPrincipal(const Identity& identity, Principal::Credential credential,
                      absl::Time expiry);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_IDENTITY_H_
