#ifndef IMAGECO_TESTS_SERVER_CALLERS_TEST_TOKENS_H_
#define IMAGECO_TESTS_SERVER_CALLERS_TEST_TOKENS_H_

#include <openssl/evp.h>

#include <string>
#include <vector>

#include "bridge/base/openssl_owned.h"

// JSON Web Tokens by OpenSSL alone, for tests of whoever reads them.
namespace imageco {

// "RS256", "ES256" or "EdDSA", with a key made for one test.
class TokenSigner {
 public:
  TokenSigner(const std::string& algorithm, std::string key_id, int rsa_bits = 2048);

  // Its public key, as a JWK; with `more` members, as JSON writes them with a comma in front.
  std::string Jwk(const std::string& more = "") const;
  std::string PublicPem() const;

  // A token with the header that the key wants; with `more` members, too.
  std::string Sign(const std::string& claims, const std::string& more = "") const;
  // A token with any header.
  std::string SignWith(const std::string& header, const std::string& claims) const;

 private:
  std::string Signature(const std::string& text) const;

  const std::string algorithm_;
  const std::string key_id_;
  const bridge::base::OpensslOwned<EVP_PKEY> key_;
};

// A JWK Set of keys.
std::string Jwks(const std::vector<std::string>& keys);

// As RFC 7515, 2 has it.
std::string Base64Url(const std::string& bytes);

}  // namespace imageco

#endif  // IMAGECO_TESTS_SERVER_CALLERS_TEST_TOKENS_H_
