#ifndef IMAGECO_SERVER_CALLERS_AUTHENTICATOR_H_
#define IMAGECO_SERVER_CALLERS_AUTHENTICATOR_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/callers/identity.h"
#include "server/callers/json_web_tokens.h"
#include "server/callers/known_callers.h"
#include "server/callers/refusal.h"
#include "server/callers/revocations.h"

namespace imageco::server {

// What a call shows of who makes it.
struct Shown {
  std::string_view certificate_pem;              // of its connection, which was verified; or none
  std::string_view chain_pem;                    // what came with that
  std::vector<std::string_view> authorizations;  // in the call's metadata
  bool is_private = false;                       // nobody on the way can read it
};

// Tells who calls. Immutable but for what it remembers; for any thread.
class Authenticator {
 public:
  // Reads the keys of issuers, and revocation lists. Adds a line to `faults` for whatever is wrong
  // with them.
  Authenticator(const bridge::config::v1::BridgeConfig& config, std::vector<std::string>& faults);

  // Who calls, who may be nobody; never null. Or why what is shown counts for nothing. What was
  // looked at of late is looked up.
  Authenticated Authenticate(const Shown& shown, absl::Time now) const;

  // Until when the revocation lists hold; nothing without any.
  std::optional<absl::Time> revocations_expiry() const;

 private:
  using Digest = std::array<uint8_t, 32>;
  struct Token {
    Digest digest{};
    std::shared_ptr<const Principal> principal;
  };

  Authenticated OfCertificate(const Shown& shown, absl::Time now) const;
  Authenticated ReadCertificate(const Shown& shown, absl::Time now) const;
  Authenticated OfToken(const Shown& shown, absl::Time now) const;
  Authenticated OfJsonWebToken(const std::string& token, const Digest& digest,
                               absl::Time now) const;
  std::shared_ptr<const Principal> FindToken(const Digest& digest) const;

  const bool takes_tokens_;
  const JsonWebTokens json_web_tokens_;
  std::vector<Token> tokens_;
  std::optional<Revocations> revocations_;
  mutable KnownCallers by_certificate_;
  mutable KnownCallers by_token_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_AUTHENTICATOR_H_
