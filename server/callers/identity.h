#ifndef IMAGECO_SERVER_CALLERS_IDENTITY_H_
#define IMAGECO_SERVER_CALLERS_IDENTITY_H_

#include <compare>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace imageco::server {

// A name that a certificate vouches for, and of which kind it is: a name of one kind says nothing
// of the same text as another kind. In a form that compares byte by byte.
struct Identity {
  enum class Kind { kUri, kEmail, kIp, kDns };

  Kind kind = Kind::kDns;
  std::string name;

  friend auto operator<=>(const Identity&, const Identity&) = default;
};

// The identity that a configuration means by `text`: with "://" a URI, with "@" an e-mail address,
// an IP address where it is one, and a DNS name otherwise. DNS names compare without case (RFC
// 4343), and so does the domain of an address and nothing else of it (RFC 5280, 7.5); IP addresses
// by their value; URIs byte by byte.
Identity ToIdentity(std::string_view text);

// Who calls, as the certificate says that was verified.
struct Principal {
  // Its alternative names of these kinds; or its common name, as a DNS name, where it is none of
  // another kind and the certificate has no alternative name at all (RFC 6125, 6.4.4).
  std::vector<Identity> identities;
  // All of its names, for people and the ledger: URIs first, parted by ", ", which stands in no
  // name; UTF-8 without control characters, and cut at 800 bytes to end in " ...". A name whose
  // text is that of another kind is named with its own: "DNS:spiffe://shop". Empty: no certificate
  // was shown, or one without a name.
  std::string text;
};

// Of a certificate in PEM. Costs as much as a whole call.
Principal ReadPrincipal(std::string_view certificate_pem);

// The same of a certificate that was verified; empty: none was shown. Each is read once, and looked
// up from then on; many at a time. Any thread. Never null.
std::shared_ptr<const Principal> PrincipalOf(std::string_view certificate_pem);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_IDENTITY_H_
