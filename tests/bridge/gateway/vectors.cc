#include "tests/bridge/gateway/vectors.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bridge/gateway/codec/json_codec.h"
#include "tests/bridge/gateway/exchange.h"

namespace imageco::bridge::gateway {
namespace {

using namespace config::v1;  // NOLINT(google-build-using-namespace): the enumerators' prefixes
using nlohmann::json;

config::v1::Signature SchemeOf(const json& scheme) {
  const std::map<std::string, Canonical> canonical = {{"sorted_pairs", CANONICAL_SORTED_PAIRS},
                                                      {"key_wrapped_body", CANONICAL_BODY},
                                                      {"pairs", CANONICAL_PAIRS},
                                                      {"sorted_values", CANONICAL_SORTED_VALUES},
                                                      {"values", CANONICAL_VALUES}};
  const std::map<std::string, KeyPlacement> key = {{"append_named", KEY_PLACEMENT_APPEND_NAMED},
                                                   {"append", KEY_PLACEMENT_APPEND},
                                                   {"prepend", KEY_PLACEMENT_PREPEND},
                                                   {"wrap", KEY_PLACEMENT_WRAP}};
  const std::map<std::string, Charset> charset = {{"utf-8", CHARSET_UTF8}, {"gbk", CHARSET_GBK}};
  const std::map<std::string, Nested> nested = {
      {"json_text", NESTED_JSON_TEXT}, {"skip", NESTED_SKIP}, {"flatten", NESTED_FLATTEN}};
  const std::map<std::string, Digest> digest = {{"md5", DIGEST_MD5},
                                                {"hmac_md5", DIGEST_HMAC_MD5},
                                                {"sha256", DIGEST_SHA256},
                                                {"hmac_sha256", DIGEST_HMAC_SHA256}};
  const std::map<std::string, HexCase> hex = {{"upper", HEX_CASE_UPPER}, {"lower", HEX_CASE_LOWER}};
  config::v1::Signature signature;
  signature.set_canonical(canonical.at(scheme.at("canonical")));
  signature.set_key_placement(key.at(scheme.at("key")));
  signature.set_charset(charset.at(scheme.at("charset")));
  signature.set_nested(nested.at(scheme.at("nested")));
  signature.set_digest(digest.at(scheme.at("digest")));
  signature.set_hex_case(hex.at(scheme.at("hex")));
  return signature;
}

std::vector<SignVector> LoadSignVectors() {
  std::vector<SignVector> vectors;
  for (const json& item : json::parse(ReadVector("signing.json"))) {
    vectors.push_back({item.at("name"), SchemeOf(item.at("scheme")), item.at("key"),
                       item.at("message"), item.at("canonical"), item.at("sign")});
  }
  return vectors;
}

}  // namespace

std::string ReadVector(const std::string& name) {
  std::ifstream file(TEST_VECTORS_DIR "/" + name, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "no %s under %s\n", name.c_str(), TEST_VECTORS_DIR);
    std::abort();
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string SignVector::SignedBefore(size_t index) const {
  const size_t at = ReadJson(message)->children.at(index).member.begin;
  return std::string(message).insert(at, "\"sign\":\"" + sign + "\",");
}

std::string SignVector::Signed() const {
  return message.substr(0, message.size() - 1) + ",\"sign\":\"" + sign + "\"}";
}

config::v1::Merchant SignVector::Merchant() const {
  config::v1::Merchant merchant = JsonMerchant();
  *merchant.mutable_signature() = scheme;
  return merchant;
}

const std::vector<SignVector>& SignVectors() {
  static const auto& vectors = *new std::vector<SignVector>(LoadSignVectors());
  return vectors;
}

complaint::v1::ReplyRequest RequestOf(const SignVector& vector) {
  const json message = json::parse(vector.message);
  complaint::v1::ReplyRequest request;
  request.set_isspid(message.at("isspid"));
  request.set_transaction_id(message.at("transaction_id"));
  request.set_seller_account(message.at("seller_account"));
  request.set_complaint_id(message.at("complaint_id"));
  request.set_response_content(message.value("response_content", ""));
  std::istringstream images(message.value("response_images", ""));
  for (std::string image; std::getline(images, image, '|');) request.add_response_images(image);
  if (message.contains("jump_url")) {
    request.mutable_jump_link()->set_url(message.at("jump_url"));
    request.mutable_jump_link()->set_text(message.at("jump_url_text"));
  }
  return request;
}

}  // namespace imageco::bridge::gateway
