#ifndef IMAGECO_SERVER_CALLERS_JSON_WEB_TOKENS_H_
#define IMAGECO_SERVER_CALLERS_JSON_WEB_TOKENS_H_

#include <rhonabwy.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// What a JSON Web Token says that is to be believed.
struct JwtClaims {
  std::string issuer;
  std::string subject;
  absl::Time expiry;
};

// Believes JSON Web Tokens (RFC 7519, 7515) that issuers of a configuration have signed for us with
// RS256, ES256 or EdDSA. Whatever a token itself says of keys, but their id, counts for nothing.
// Immutable, for any thread.
class JsonWebTokens {
 public:
  // Reads the keys of all issuers. Adds a line to `faults` for whatever is wrong with a file.
  JsonWebTokens(const bridge::config::v1::BridgeConfig& config, std::vector<std::string>& faults);

  // What the token says, or for its bearer why it is refused. Costs as much as a whole call.
  std::variant<JwtClaims, std::string> Verify(const std::string& token, absl::Time now) const;

 private:
  struct KeyFree {
    void operator()(jwk_t* key) const { r_jwk_free(key); }
  };
  using Key = std::unique_ptr<jwk_t, KeyFree>;
  struct Issuer {
    std::vector<std::string> audiences;
    std::vector<Key> keys;
  };

  static void AddKeys(const std::string& file, std::vector<Key>& keys, std::string& fault);

  std::map<std::string, Issuer> issuers_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_JSON_WEB_TOKENS_H_
