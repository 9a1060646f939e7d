#include "tests/server/callers/test_tokens.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>

#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace imageco {
namespace {

using bridge::base::OpensslOwned;

EVP_PKEY* MakeKey(const std::string& algorithm, int rsa_bits) {
  if (algorithm == "RS256") return EVP_RSA_gen(static_cast<unsigned>(rsa_bits));
  if (algorithm == "ES256") return EVP_EC_gen("P-256");
  return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
}

std::string NumberOf(const EVP_PKEY* key, const char* name, int bytes) {
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key, name, &number);
  const int size = bytes != 0 ? bytes : BN_num_bytes(number);
  std::string text(static_cast<size_t>(size), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()), size);
  BN_free(number);
  return Base64Url(text);
}

// The two numbers of a signature in DER, side by side (RFC 7518, 3.4).
std::string Flat(const std::string& der) {
  constexpr int kBytes = 32;
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  ECDSA_SIG* signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
  std::string flat(2 * kBytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(flat.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, kBytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + kBytes, kBytes);
  ECDSA_SIG_free(signature);
  return flat;
}

}  // namespace

TokenSigner::TokenSigner(const std::string& algorithm, std::string key_id, int rsa_bits)
    : algorithm_(algorithm), key_id_(std::move(key_id)), key_(MakeKey(algorithm, rsa_bits)) {}

std::string TokenSigner::Jwk(const std::string& more) const {
  const std::string end = absl::StrCat(R"(,"kid":")", key_id_, "\"", more, "}");
  if (algorithm_ == "RS256") {
    return absl::StrCat(R"({"kty":"RSA","n":")", NumberOf(key_.get(), OSSL_PKEY_PARAM_RSA_N, 0),
                        R"(","e":")", NumberOf(key_.get(), OSSL_PKEY_PARAM_RSA_E, 0), "\"", end);
  }
  if (algorithm_ == "ES256") {
    return absl::StrCat(R"({"kty":"EC","crv":"P-256","x":")",
                        NumberOf(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32), R"(","y":")",
                        NumberOf(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32), "\"", end);
  }
  std::string raw(32, '\0');
  size_t bytes = raw.size();
  EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()), &bytes);
  return absl::StrCat(R"({"kty":"OKP","crv":"Ed25519","x":")", Base64Url(raw), "\"", end);
}

std::string TokenSigner::PublicPem() const {
  const OpensslOwned<BIO> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(bio.get(), key_.get());
  char* text = nullptr;
  const long bytes = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<size_t>(bytes)};
}

std::string TokenSigner::Sign(const std::string& claims, const std::string& more) const {
  return SignWith(
      absl::StrCat(R"({"typ":"JWT","alg":")", algorithm_, R"(","kid":")", key_id_, "\"", more, "}"),
      claims);
}

std::string TokenSigner::SignWith(const std::string& header, const std::string& claims) const {
  const std::string text = absl::StrCat(Base64Url(header), ".", Base64Url(claims));
  return absl::StrCat(text, ".", Base64Url(Signature(text)));
}

std::string TokenSigner::Signature(const std::string& text) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  EVP_DigestSignInit(context.get(), nullptr, algorithm_ == "EdDSA" ? nullptr : EVP_sha256(),
                     nullptr, key_.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  size_t size = 0;
  EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
  std::string signature(size, '\0');
  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                 text.size());
  signature.resize(size);
  return algorithm_ == "ES256" ? Flat(signature) : signature;
}

std::string Jwks(const std::vector<std::string>& keys) {
  return absl::StrCat(R"({"keys":[)", absl::StrJoin(keys, ","), "]}");
}

std::string Base64Url(const std::string& bytes) { return absl::WebSafeBase64Escape(bytes); }

}  // namespace imageco
