#include "server/callers/identity.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "bridge/base/openssl_owned.h"
#include "bridge/certificates/certificate_dates.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::server {
namespace {

using IdentityKind = Identity::Kind;

// What is recorded of a caller.
constexpr size_t kCallerTextBytesMax = 800;
constexpr absl::string_view kTokenPrefix = "token:";
constexpr absl::string_view kJwtPrefix = "jwt:";

using bridge::base::OpensslOwned;

// The bytes of an address; none where `text` is no address.
std::string AddressBytes(const std::string& text) {
  std::array<char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.data(), sizeof(in_addr)};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return {bytes.data(), bytes.size()};
  return "";
}

// The one form of those that an address may be written in; none for bytes that are no address.
std::string AddressText(const std::string& bytes) {
  if (bytes.size() != sizeof(in_addr) && bytes.size() != sizeof(in6_addr)) return "";
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(bytes.size() == sizeof(in_addr) ? AF_INET : AF_INET6, bytes.data(), text.data(),
            text.size());
  return text.data();
}

std::string Lower(std::string_view text) {
  return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
}

Identity Normal(IdentityKind kind, std::string_view name) {
  if (kind == IdentityKind::kDns) return {kind, Lower(name)};
  if (kind != IdentityKind::kEmail) return {kind, std::string(name)};
  const size_t domain = name.rfind('@') + 1;
  return {kind, std::string(name.substr(0, domain)) + Lower(name.substr(domain))};
}

OpensslOwned<X509> ParseCertificate(std::string_view pem) {
  const OpensslOwned<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  OpensslOwned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

std::string TextOf(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<size_t>(ASN1_STRING_length(text))};
}

// Nothing for a name of a kind that nobody is named by.
std::optional<Identity> IdentityOf(const GENERAL_NAME& name) {
  switch (name.type) {
    case GEN_URI:
      return Normal(IdentityKind::kUri, TextOf(name.d.uniformResourceIdentifier));
    case GEN_EMAIL:
      return Normal(IdentityKind::kEmail, TextOf(name.d.rfc822Name));
    case GEN_DNS:
      return Normal(IdentityKind::kDns, TextOf(name.d.dNSName));
    case GEN_IPADD:
      return Normal(IdentityKind::kIp, AddressText(TextOf(name.d.iPAddress)));
    default:
      return std::nullopt;
  }
}

std::vector<Identity> AlternativeNames(const GENERAL_NAMES* names) {
  std::vector<Identity> identities;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    std::optional<Identity> identity = IdentityOf(*sk_GENERAL_NAME_value(names, i));
    if (identity && !identity->name.empty()) identities.push_back(*std::move(identity));
  }
  std::sort(identities.begin(), identities.end());
  return identities;
}

// In UTF-8; empty where the certificate has none, or more than one.
std::string CommonName(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0) return "";
  unsigned char* utf8 = nullptr;
  const int bytes =
      ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  ERR_clear_error();
  if (bytes < 0) return "";
  std::string name(reinterpret_cast<const char*>(utf8), static_cast<size_t>(bytes));
  OPENSSL_free(utf8);
  return name;
}

const char* NameOf(IdentityKind kind) {
  switch (kind) {
    case IdentityKind::kUri:
      return "URI";
    case IdentityKind::kEmail:
      return "email";
    case IdentityKind::kIp:
      return "IP";
    case IdentityKind::kDns:
    case IdentityKind::kToken:
    case IdentityKind::kJwt:
      break;
  }
  return "DNS";
}

// A byte that is not one of `kept` is written as in a URI (RFC 3986, 2.1).
template <typename Kept>
std::string Escaped(const std::string& name, Kept kept) {
  std::string text;
  for (const char byte : name) {
    if (kept(static_cast<unsigned char>(byte))) {
      text += byte;
    } else {
      absl::StrAppendFormat(&text, "%%%02X", static_cast<unsigned char>(byte));
    }
  }
  return text;
}

std::string WithoutBlanks(const std::string& name) {
  return Escaped(name, [](unsigned char byte) { return absl::ascii_isgraph(byte); });
}

bool LooksLikeAToken(const std::string& name) {
  return absl::StartsWith(name, kTokenPrefix) || absl::StartsWith(name, kJwtPrefix);
}

// Names of certificates are ASCII (RFC 5280, 4.2.1.6).
std::string ToText(const Identity& identity) {
  std::string name = WithoutBlanks(identity.name);
  if (identity.kind == IdentityKind::kToken) return absl::StrCat(kTokenPrefix, name);
  if (identity.kind == IdentityKind::kJwt) {
    return absl::StrCat(kJwtPrefix, WithoutBlanks(identity.issuer), " ", name);
  }
  if (ToIdentity(identity.name) == identity && !LooksLikeAToken(name)) return name;
  return absl::StrCat(NameOf(identity.kind), ":", name);
}

// The text of a common name, which may be any: no list of names, and none of another kind.
std::string ToText(const std::string& common_name) {
  const std::string name = Escaped(
      common_name, [](unsigned char byte) { return byte != ',' && !absl::ascii_iscntrl(byte); });
  const bool is_plain =
      ToIdentity(common_name).kind == IdentityKind::kDns && !LooksLikeAToken(common_name);
  return is_plain ? name : absl::StrCat("CN:", name);
}

void AppendText(std::string& text, const std::string& name) {
  absl::StrAppend(&text, text.empty() ? "" : ", ", name);
}

// What is cut shows that it is: the beginning of a name may be another's.
void BoundText(std::string& text) {
  constexpr absl::string_view kCut = " ...";
  if (text.size() <= kCallerTextBytesMax) return;
  text = bridge::gateway::Shortened(text, kCallerTextBytesMax - kCut.size());
  absl::StrAppend(&text, kCut);
}

}  // namespace

Identity ToIdentity(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return Normal(IdentityKind::kUri, text);
  if (text.find('@') != std::string_view::npos) return Normal(IdentityKind::kEmail, text);
  const bool has_nul = text.find('\0') != std::string_view::npos;
  const std::string address = has_nul ? "" : AddressText(AddressBytes(std::string(text)));
  if (!address.empty()) return {IdentityKind::kIp, address};
  return Normal(IdentityKind::kDns, text);
}

Identity IdentityOf(const bridge::config::v1::Caller& caller,
                    const bridge::config::v1::BridgeConfig& config) {
  if (caller.has_token()) return {.kind = IdentityKind::kToken, .name = caller.token().name()};
  if (!caller.has_jwt()) return ToIdentity(caller.identity());
  const std::string& issuer = caller.jwt().issuer();
  const bool is_the_one = issuer.empty() && config.jwt_issuers_size() == 1;
  return {.kind = IdentityKind::kJwt,
          .name = caller.jwt().subject(),
          .issuer = is_the_one ? config.jwt_issuers(0).issuer() : issuer};
}

Principal ReadPrincipal(std::string_view certificate_pem) {
  const OpensslOwned<X509> certificate = ParseCertificate(certificate_pem);
  if (certificate == nullptr) return {};
  Principal caller{.credential = Principal::Credential::kCertificate,
                   .expiry = bridge::certificates::ExpiryOf(*certificate)};
  if (X509_get_ext_by_NID(certificate.get(), NID_subject_alt_name, -1) < 0) {
    const std::string common_name = CommonName(certificate.get());
    if (common_name.empty()) return {};
    if (Identity identity = ToIdentity(common_name); identity.kind == IdentityKind::kDns) {
      caller.identities.push_back(std::move(identity));
    }
    caller.text = ToText(common_name);
  } else {
    const OpensslOwned<GENERAL_NAMES> names(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
    ERR_clear_error();
    caller.identities = AlternativeNames(names.get());
    for (const Identity& identity : caller.identities) AppendText(caller.text, ToText(identity));
  }
  BoundText(caller.text);
  return caller;
}

Principal ToPrincipal(const Identity& identity, Principal::Credential credential,
                      absl::Time expiry) {
  Principal caller{.identities = {identity},
                   .text = ToText(identity),
                   .credential = credential,
                   .expiry = expiry};
  BoundText(caller.text);
  return caller;
}

}  // namespace imageco::server
