#include "server/callers/json_web_tokens.h"

#include <jansson.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "bridge/base/file.h"

namespace imageco::server {
namespace {

// How far a clock here may be behind that of an issuer.
constexpr absl::Duration kClockSkew = absl::Seconds(30);
constexpr unsigned kRsaBitsMin = 2048;
// Keys without an id are tried one after the other.
constexpr size_t kKeysMax = 64;

struct JsonFree {
  void operator()(json_t* value) const { json_decref(value); }
};
using Json = std::unique_ptr<json_t, JsonFree>;

struct JwsFree {
  void operator()(jws_t* jws) const { r_jws_free(jws); }
};
using Jws = std::unique_ptr<jws_t, JwsFree>;

// False where it is missing, too.
bool Is(json_type type, const json_t* value) {
  return value != nullptr && json_typeof(value) == type;
}

Json ParseObject(std::string_view text) {
  Json value(json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES, nullptr));
  return Is(JSON_OBJECT, value.get()) ? std::move(value) : nullptr;
}

// A member that is a text; null: there is none.
const char* TextOf(const Json& object, const char* name) {
  return json_string_value(json_object_get(object.get(), name));
}

struct Algorithm {
  const char* name;
  unsigned key_type;  // in Rhonabwy's bits
};
constexpr Algorithm kAlgorithms[] = {
    {"RS256", R_KEY_TYPE_RSA}, {"ES256", R_KEY_TYPE_EC}, {"EdDSA", R_KEY_TYPE_EDDSA}};

// Null: none of ours.
const Algorithm* FindAlgorithm(const char* name) {
  const auto* const found =
      std::find_if(std::begin(kAlgorithms), std::end(kAlgorithms), [name](const Algorithm& known) {
        return name != nullptr && std::string_view(known.name) == name;
      });
  return found == std::end(kAlgorithms) ? nullptr : found;
}

bool Fits(jwk_t* key, const Algorithm& algorithm) {
  const char* const bound_to = r_jwk_get_property_str(key, "alg");
  const bool may = bound_to == nullptr || std::string_view(bound_to) == algorithm.name;
  return may && (r_jwk_key_type(key, nullptr, R_FLAG_IGNORE_REMOTE) & algorithm.key_type) != 0;
}

bool FitsSome(jwk_t* key) {
  return std::any_of(std::begin(kAlgorithms), std::end(kAlgorithms),
                     [key](const Algorithm& algorithm) { return Fits(key, algorithm); });
}

bool IsForSignatures(jwk_t* key) {
  const char* const use = r_jwk_get_property_str(key, "use");
  return use == nullptr || std::string_view(use) == "sig";
}

// The files of a folder, or the one file.
std::vector<std::string> KeyFiles(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    if (absl::EndsWith(entry.path().string(), ".json")) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The texts of a token's three parts, each in the one form that RFC 7515, 2 gives it: none can be
// changed without a change of what it says. Nothing where it is no token.
std::optional<std::array<std::string, 3>> Decode(const std::string& token) {
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  std::array<std::string, 3> texts;
  if (parts.size() != texts.size()) return std::nullopt;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (!absl::WebSafeBase64Unescape(parts[i], &texts[i])) return std::nullopt;
    if (absl::WebSafeBase64Escape(texts[i]) != parts[i]) return std::nullopt;
  }
  return texts;
}

// What stands in front of a token that may be verified: an algorithm of ours, and perhaps the id of
// the key. Nothing where it stands there otherwise, or wants to be understood.
struct Header {
  const Algorithm* algorithm = nullptr;
  std::optional<std::string> key_id;
};
std::optional<Header> ReadHeader(const std::string& text) {
  const Json object = ParseObject(text);
  if (object == nullptr) return std::nullopt;
  // "zip" would be inflated before anything is verified.
  for (const char* name : {"crit", "zip", "b64"}) {
    if (json_object_get(object.get(), name) != nullptr) return std::nullopt;
  }
  Header header{.algorithm = FindAlgorithm(TextOf(object, "alg")), .key_id = {}};
  if (header.algorithm == nullptr) return std::nullopt;
  if (const json_t* key_id = json_object_get(object.get(), "kid")) {
    if (!Is(JSON_STRING, key_id)) return std::nullopt;
    header.key_id = json_string_value(key_id);
  }
  return header;
}

Jws ParseJws(const std::string& token) {
  jws_t* made = nullptr;
  if (r_jws_init(&made) != RHN_OK) return nullptr;
  Jws jws(made);
  const int parsed = r_jws_advanced_compact_parsen(jws.get(), token.data(), token.size(),
                                                   R_PARSE_NONE, R_FLAG_IGNORE_REMOTE);
  return parsed == RHN_OK ? std::move(jws) : nullptr;
}

std::optional<absl::Time> TimeOf(const Json& claims, const char* name) {
  constexpr double kSecondsMax = 1e11;
  const json_t* value = json_object_get(claims.get(), name);
  if (!Is(JSON_INTEGER, value) && !Is(JSON_REAL, value)) return std::nullopt;
  const double seconds = json_number_value(value);
  if (!std::isfinite(seconds) || std::abs(seconds) > kSecondsMax) return std::nullopt;
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

bool IsFor(const Json& claims, const std::vector<std::string>& audiences) {
  const auto is_ours = [&audiences](const json_t* value) {
    const char* text = json_string_value(value);
    return text != nullptr &&
           std::find(audiences.begin(), audiences.end(), text) != audiences.end();
  };
  const json_t* audience = json_object_get(claims.get(), "aud");
  if (!Is(JSON_ARRAY, audience)) return is_ours(audience);
  for (size_t i = 0; i < json_array_size(audience); ++i) {
    if (is_ours(json_array_get(audience, i))) return true;
  }
  return false;
}

// Of a token whose signature is good; empty: it is to be believed now.
std::string WhyNotNow(const Json& claims, const std::vector<std::string>& audiences,
                      absl::Time now) {
  const std::optional<absl::Time> expiry = TimeOf(claims, "exp");
  if (!expiry) return "it does not say when it expires (exp)";
  if (now >= *expiry) return "it has expired";
  if (json_object_get(claims.get(), "nbf") != nullptr) {
    const std::optional<absl::Time> not_before = TimeOf(claims, "nbf");
    if (!not_before || *not_before > now + kClockSkew) return "it is not valid yet (nbf)";
  }
  if (!IsFor(claims, audiences)) return "it is for another audience (aud)";
  // Bound to a key (RFC 7800), which its bearer was to prove.
  if (json_object_get(claims.get(), "cnf") != nullptr) return "it is bound to a key (cnf)";
  const char* subject = TextOf(claims, "sub");
  if (subject == nullptr || *subject == '\0') return "it does not say of whom it speaks (sub)";
  return "";
}

}  // namespace

JsonWebTokens::JsonWebTokens(const bridge::config::v1::BridgeConfig& config,
                             std::vector<std::string>& faults) {
  static std::once_flag once;
  std::call_once(once, [] { r_global_init(); });
  for (int i = 0; i < config.jwt_issuers_size(); ++i) {
    const auto& configured = config.jwt_issuers(i);
    if (configured.jwks_file().empty()) continue;
    Issuer& issuer = issuers_[configured.issuer()];
    issuer.audiences.assign(configured.audiences().begin(), configured.audiences().end());
    std::string fault;
    for (const std::string& file : KeyFiles(configured.jwks_file())) {
      if (fault.empty()) AddKeys(file, issuer.keys, fault);
    }
    if (fault.empty() && issuer.keys.empty()) {
      fault = absl::StrCat(configured.jwks_file(), " holds no key for RS256, ES256 or EdDSA");
    }
    if (fault.empty() && issuer.keys.size() > kKeysMax) {
      fault = absl::StrCat(configured.jwks_file(), " holds more than ", kKeysMax, " keys");
    }
    if (!fault.empty()) faults.push_back(absl::StrCat("jwt_issuers[", i, "].jwks_file: ", fault));
  }
}

// Keys of kinds that are not ours may stand there (RFC 7517, 5).
void JsonWebTokens::AddKeys(const std::string& file, std::vector<Key>& keys, std::string& fault) {
  const absl::StatusOr<std::string> text = bridge::base::ReadFile(file);
  if (!text.ok()) {
    fault = std::string(text.status().message());
    return;
  }
  const Json set = ParseObject(*text);
  json_t* const values = json_object_get(set.get(), "keys");
  if (!Is(JSON_ARRAY, values)) {
    fault = absl::StrCat(file, " is no JWK Set: want {\"keys\": [...]}");
    return;
  }
  for (size_t i = 0; i < json_array_size(values); ++i) {
    jwk_t* made = nullptr;
    if (r_jwk_init(&made) != RHN_OK) continue;
    Key key(made);
    if (r_jwk_import_from_json_t(key.get(), json_array_get(values, i)) != RHN_OK) continue;
    unsigned bits = 0;
    const int type = r_jwk_key_type(key.get(), &bits, R_FLAG_IGNORE_REMOTE);
    if (!IsForSignatures(key.get()) || !FitsSome(key.get())) continue;
    if ((type & R_KEY_TYPE_PRIVATE) != 0) {
      fault = absl::StrCat(file, " holds a private key: no one but the issuer may have that");
    } else if ((type & R_KEY_TYPE_RSA) != 0 && bits < kRsaBitsMin) {
      fault = absl::StrCat(file, " holds an RSA key of ", bits, " bits: want ", kRsaBitsMin);
    } else {
      keys.push_back(std::move(key));
    }
  }
}

std::variant<JwtClaims, std::string> JsonWebTokens::Verify(const std::string& token,
                                                           absl::Time now) const {
  const auto texts = Decode(token);
  if (!texts) return "it is no JSON Web Token";
  const std::optional<Header> header = ReadHeader((*texts)[0]);
  if (!header) return "its header is none that is taken: want RS256, ES256 or EdDSA";
  const Json claims = ParseObject((*texts)[1]);
  const Jws jws = ParseJws(token);
  if (claims == nullptr || jws == nullptr) return "it is no JSON Web Token";
  const char* const name = TextOf(claims, "iss");
  const auto found = name == nullptr ? issuers_.end() : issuers_.find(name);
  if (found == issuers_.end()) return "its issuer (iss) is none of those that are believed";
  const Issuer& issuer = found->second;
  const bool is_signed = std::any_of(issuer.keys.begin(), issuer.keys.end(), [&](const Key& key) {
    const char* const id = r_jwk_get_property_str(key.get(), "kid");
    if (header->key_id && (id == nullptr || *header->key_id != id)) return false;
    return Fits(key.get(), *header->algorithm) &&
           r_jws_verify_signature(jws.get(), key.get(), R_FLAG_IGNORE_REMOTE) == RHN_OK;
  });
  if (!is_signed) return "no key of its issuer's has signed it";
  if (std::string why = WhyNotNow(claims, issuer.audiences, now); !why.empty()) return why;
  return JwtClaims{name, TextOf(claims, "sub"), *TimeOf(claims, "exp")};
}

}  // namespace imageco::server
