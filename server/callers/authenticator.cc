#include "server/callers/authenticator.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "bridge/sha256.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using bridge::config::v1::Caller;

// Longer than any issuer's.
constexpr size_t kTokenBytesMax = 16 * 1024;

Refusal Refuse(const char* what, absl::string_view why) {
  Refusal refusal{.why = Refusal::Why::kBadCredential, .failure = {}};
  refusal.failure.reason = complaint::v1::CALLER_NOT_ALLOWED;
  refusal.failure.message =
      absl::StrCat("the caller's ", what, " is refused: ", why, "; nothing was sent");
  return refusal;
}

Refusal RefuseToken(absl::string_view why) { return Refuse("token", why); }

// As RFC 6750, 2.1 and 7235, 2.1 have it; nothing where it stands otherwise.
std::optional<std::string> TokenIn(std::string_view authorization) {
  constexpr absl::string_view kScheme = "Bearer ";
  const absl::string_view text(authorization.data(), authorization.size());
  if (!absl::StartsWithIgnoreCase(text, kScheme)) return std::nullopt;
  const absl::string_view token = absl::StripAsciiWhitespace(text.substr(kScheme.size()));
  const bool is_token = std::all_of(token.begin(), token.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) ||
           absl::string_view("-._~+/=").find(static_cast<char>(c)) != absl::string_view::npos;
  });
  if (token.empty() || token.size() > kTokenBytesMax || !is_token) return std::nullopt;
  return std::string(token);
}

bool TakesTokens(const BridgeConfig& config) {
  return std::any_of(config.callers().begin(), config.callers().end(),
                     [](const Caller& caller) { return caller.has_token() || caller.has_jwt(); });
}

}  // namespace

Authenticator::Authenticator(const BridgeConfig& config, std::vector<std::string>& faults)
    : takes_tokens_(TakesTokens(config)), json_web_tokens_(config, faults) {
  for (const Caller& caller : config.callers()) {
    if (!caller.has_token()) continue;
    const auto principal = std::make_shared<const Principal>(ToPrincipal(
        IdentityOf(caller, config), Principal::Credential::kToken, absl::InfiniteFuture()));
    for (const std::string& sha256 : caller.token().sha256()) {
      const std::string bytes = absl::HexStringToBytes(sha256);
      Token& token = tokens_.emplace_back();
      token.principal = principal;
      std::copy_n(bytes.begin(), std::min(bytes.size(), token.digest.size()), token.digest.begin());
    }
  }
  if (!config.listener().tls().client_crl_file().empty()) {
    revocations_.emplace(config.listener().tls(), faults);
  }
}

std::optional<absl::Time> Authenticator::revocations_expiry() const {
  if (!revocations_) return std::nullopt;
  return revocations_->expiry();
}

Authenticated Authenticator::Authenticate(const Shown& shown, absl::Time now) const {
  static const auto& nobody = *new std::shared_ptr<const Principal>(new Principal);
  if (takes_tokens_ && !shown.authorizations.empty()) return OfToken(shown, now);
  if (!shown.certificate_pem.empty()) return OfCertificate(shown, now);
  return nobody;
}

Authenticated Authenticator::OfCertificate(const Shown& shown, absl::Time now) const {
  if (revocations_ && now >= revocations_->expiry()) {
    return Refuse("certificate", "a list of those that were taken back is out of date");
  }
  std::optional<Authenticated> caller = by_certificate_.Find(shown.certificate_pem);
  if (!caller) {
    caller = ReadCertificate(shown, now);
    by_certificate_.Add(shown.certificate_pem, *caller);
  }
  const auto* principal = std::get_if<std::shared_ptr<const Principal>>(&*caller);
  // It was good when the connection began.
  if (principal != nullptr && now >= (*principal)->expiry) {
    return Refuse("certificate", "it has expired");
  }
  return *std::move(caller);
}

Authenticated Authenticator::ReadCertificate(const Shown& shown, absl::Time now) const {
  if (revocations_) {
    const std::string why = revocations_->WhyRefused(std::string(shown.certificate_pem),
                                                     std::string(shown.chain_pem), now);
    if (!why.empty()) return Refuse("certificate", why);
  }
  return std::make_shared<const Principal>(ReadPrincipal(shown.certificate_pem));
}

Authenticated Authenticator::OfToken(const Shown& shown, absl::Time now) const {
  if (!shown.is_private) return RefuseToken("it came in plaintext from another machine");
  const std::optional<std::string> token =
      shown.authorizations.size() == 1 ? TokenIn(shown.authorizations.front()) : std::nullopt;
  if (!token) return RefuseToken("want one authorization, \"Bearer TOKEN\"");
  const absl::StatusOr<Digest> digest = bridge::Sha256Of(*token);
  if (!digest.ok()) return RefuseToken("it cannot be looked at now");
  if (auto principal = FindToken(*digest)) return principal;
  if (absl::StrContains(*token, '.')) return OfJsonWebToken(*token, *digest, now);
  return RefuseToken("nobody was given it");
}

// In a time that does not depend on the digest.
std::shared_ptr<const Principal> Authenticator::FindToken(const Digest& digest) const {
  std::shared_ptr<const Principal> found;
  for (const Token& token : tokens_) {
    if (CRYPTO_memcmp(token.digest.data(), digest.data(), digest.size()) == 0) {
      found = token.principal;
    }
  }
  return found;
}

Authenticated Authenticator::OfJsonWebToken(const std::string& token, const Digest& digest,
                                            absl::Time now) const {
  const std::string_view key(reinterpret_cast<const char*>(digest.data()), digest.size());
  if (const std::optional<Authenticated> caller = by_token_.Find(key)) {
    const auto& principal = std::get<std::shared_ptr<const Principal>>(*caller);
    if (now >= principal->expiry) return RefuseToken("it has expired");
    return principal;
  }
  const auto verified = json_web_tokens_.Verify(token, now);
  if (const auto* why = std::get_if<std::string>(&verified)) return RefuseToken(*why);
  const auto& claims = std::get<JwtClaims>(verified);
  Authenticated caller = std::make_shared<const Principal>(
      ToPrincipal({.kind = Identity::Kind::kJwt, .name = claims.subject, .issuer = claims.issuer},
                  Principal::Credential::kJwt, claims.expiry));
  by_token_.Add(key, caller);
  return caller;
}

}  // namespace imageco::server
