#include "server/config/callers_check.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/callers/identity.h"
#include "server/config/identifier_check.h"
#include "server/config/rate_check.h"

namespace imageco::server {
namespace {

using namespace bridge::config::v1;  // NOLINT(google-build-using-namespace)
using Faults = std::vector<std::string>;

// Names that stand in a list once each, none of them empty.
template <typename Names, typename WhyNot>
void CheckNames(const Names& names, const std::string& path, WhyNot why_not, Faults& faults) {
  std::set<std::string> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]");
    if (!seen.insert(names[i]).second) faults.push_back(at + ": stands there twice");
    if (const std::string why = why_not(names[i]); !why.empty()) {
      faults.push_back(absl::StrCat(at, ": ", why));
    }
  }
}

std::string WhyEmpty(const std::string& name) { return name.empty() ? "is empty" : ""; }

bool IsSha256(const std::string& text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                          [](unsigned char c) { return absl::ascii_isxdigit(c); });
}

void CheckToken(const CallerToken& token, const std::string& path, std::set<std::string>& digests,
                Faults& faults) {
  constexpr int kDigestsMax = 4;
  if (token.name().empty()) faults.push_back(path + "name: is missing");
  CheckIdentifier(path + "name", token.name(), faults);
  if (token.sha256().empty()) faults.push_back(path + "sha256: there is none");
  if (token.sha256_size() > kDigestsMax) faults.push_back(path + "sha256: there are more than 4");
  for (int i = 0; i < token.sha256_size(); ++i) {
    const std::string at = absl::StrCat(path, "sha256[", i, "]: ");
    if (!IsSha256(token.sha256(i))) {
      faults.push_back(at +
                       "is no SHA-256: want 64 hex digits, as `complaintctl token make` prints");
    } else if (!digests.insert(absl::AsciiStrToLower(token.sha256(i))).second) {
      faults.push_back(at + "stands there twice");
    }
  }
}

void CheckJwt(const BridgeConfig& config, const JwtSubject& jwt, const std::string& path,
              Faults& faults) {
  const auto& issuers = config.jwt_issuers();
  if (jwt.subject().empty()) faults.push_back(path + "subject: is missing");
  if (jwt.issuer().empty() && issuers.size() == 1) return;
  const bool is_known =
      std::any_of(issuers.begin(), issuers.end(),
                  [&jwt](const JwtIssuer& issuer) { return issuer.issuer() == jwt.issuer(); });
  if (jwt.issuer().empty()) {
    faults.push_back(path + "issuer: is missing, and jwt_issuers has not exactly one");
  } else if (!is_known) {
    faults.push_back(path + "issuer: is none of jwt_issuers");
  }
}

// What the caller shows.
void CheckCredential(const BridgeConfig& config, const Caller& caller, const std::string& path,
                     std::set<std::string>& digests, Faults& faults) {
  const int kinds = (caller.identity().empty() ? 0 : 1) + (caller.has_token() ? 1 : 0) +
                    (caller.has_jwt() ? 1 : 0);
  if (kinds == 0) faults.push_back(path + "identity: is missing, and so are token and jwt");
  if (kinds > 1) faults.push_back(path + "identity: want one of identity, token and jwt");
  if (!caller.identity().empty() && config.listener().tls().client_ca_file().empty()) {
    faults.push_back(path + "identity: without listener.tls.client_ca_file nobody shows one");
  }
  CheckIdentifier(path + "identity", caller.identity(), faults);
  if (caller.has_token()) CheckToken(caller.token(), path + "token.", digests, faults);
  if (caller.has_jwt()) CheckJwt(config, caller.jwt(), path + "jwt.", faults);
}

void CheckMethods(const Caller& caller, const std::string& path, Faults& faults) {
  std::set<int> seen;
  for (int i = 0; i < caller.methods_size(); ++i) {
    const CallerMethod method = caller.methods(i);
    const std::string at = absl::StrCat(path, "methods[", i, "]: ");
    if (!seen.insert(method).second) faults.push_back(at + "stands there twice");
    if (method == CALLER_METHOD_UNSPECIFIED) faults.push_back(at + "is no method");
    const bool is_for_admins =
        method == CALLER_METHOD_LIST_REPLIES || method == CALLER_METHOD_SETTLE_REPLY;
    if (is_for_admins && !caller.admin()) faults.push_back(at + "is for callers with admin");
  }
}

void CheckPermission(const BridgeConfig& config, const Caller& caller, const std::string& path,
                     Faults& faults) {
  CheckNames(
      caller.isspids(), path + "isspids",
      [&config](const std::string& isspid) {
        const bool is_served = std::any_of(
            config.merchants().begin(), config.merchants().end(),
            [&isspid](const Merchant& merchant) { return merchant.isspid() == isspid; });
        return isspid.empty() || !is_served ? "is no merchant's isspid" : "";
      },
      faults);
  CheckNames(caller.seller_accounts(), path + "seller_accounts", &WhyEmpty, faults);
  if (!caller.seller_accounts().empty() && caller.admin()) {
    faults.push_back(path + "seller_accounts: do not go with admin: the ledger keeps none");
  }
  CheckMethods(caller, path, faults);
  CheckRate(caller.rate_per_second(), caller.burst(), path, faults);
}

void CheckIssuers(const BridgeConfig& config, Faults& faults) {
  std::set<std::string> names;
  for (int i = 0; i < config.jwt_issuers_size(); ++i) {
    const JwtIssuer& issuer = config.jwt_issuers(i);
    const std::string path = absl::StrCat("jwt_issuers[", i, "].");
    if (issuer.issuer().empty()) faults.push_back(path + "issuer: is missing");
    if (!names.insert(issuer.issuer()).second) {
      faults.push_back(path + "issuer: stands there twice");
    }
    if (issuer.audiences().empty()) faults.push_back(path + "audiences: there is none");
    CheckNames(issuer.audiences(), path + "audiences", &WhyEmpty, faults);
    if (issuer.jwks_file().empty()) faults.push_back(path + "jwks_file: is missing");
  }
  const bool are_used = std::any_of(config.callers().begin(), config.callers().end(),
                                    [](const Caller& caller) { return caller.has_jwt(); });
  if (!config.jwt_issuers().empty() && !are_used) {
    faults.emplace_back("jwt_issuers: mean nothing without a caller that has jwt");
  }
}

}  // namespace

void CheckCallers(const BridgeConfig& config, Faults& faults) {
  if (!config.callers().empty() && config.allow_admin_without_identity()) {
    faults.emplace_back("allow_admin_without_identity: is for a configuration without callers");
  }
  if (config.callers().empty() && config.listener().tls().client_certificate_optional()) {
    faults.emplace_back(
        "listener.tls.client_certificate_optional: without callers anybody could call");
  }
  CheckIssuers(config, faults);
  std::set<Identity> identities;
  std::set<std::string> digests;
  for (int i = 0; i < config.callers_size(); ++i) {
    const Caller& caller = config.callers(i);
    const std::string path = absl::StrCat("callers[", i, "].");
    CheckCredential(config, caller, path, digests, faults);
    if (!identities.insert(IdentityOf(caller, config)).second) {
      faults.push_back(path +
                       (caller.has_token() ? "token.name"
                        : caller.has_jwt() ? "jwt"
                                           : "identity") +
                       ": stands there twice");
    }
    CheckPermission(config, caller, path, faults);
  }
}

}  // namespace imageco::server
