#ifndef IMAGECO_BRIDGE_GATEWAY_SIGNATURE_SIGNATURE_H_
#define IMAGECO_BRIDGE_GATEWAY_SIGNATURE_SIGNATURE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/node.h"
#include "bridge/gateway/codec/received_message.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// Signs and verifies messages by one of the schemes of spec section 2 with one key. Immutable, for
// any thread.
class Signature {
 public:
  // Unset settings take their documented defaults. The key must not be empty.
  static absl::StatusOr<Signature> Make(const config::v1::Signature& scheme, std::string key,
                                        std::shared_ptr<const Gbk> gbk);

  // The sign of a JSON message: hex digits. `text` is the message in UTF-8 and `root` what it
  // reads as, with or without a sign member, which does not count. Fails where the signed text
  // has to be GBK and cannot be, and where OpenSSL makes no digest.
  absl::StatusOr<std::string> Sign(std::string_view text, const Node& root) const;

  // What the sign of the same message is the digest of, in UTF-8, the key in its place; with an
  // HMAC without the key.
  std::string SignedText(std::string_view text, const Node& root) const;

  // The mac of a message in a form: hex digits of MD5 over key, message bytes, key. Fails where
  // OpenSSL makes no digest.
  absl::StatusOr<std::string> Mac(std::string_view message) const;

  // Whether `shown` is the sign of a JSON message, however its sender came to it: in either
  // charset, with "?" for what that charset lacks, with the white space around the message or
  // without, and from equal members that stand there twice once or twice.
  bool Fits(std::string_view shown, std::string_view text, const Node& root) const;

  // `text`, where each "[key]" is the key that stood there.
  std::string WithoutKey(std::string_view text) const;

  // Whether `shown` is the mac of a message, or of the same without white space around it.
  bool MacFits(std::string_view shown, std::string_view message) const;

 private:
  Signature(const config::v1::Signature& scheme, std::string key, std::shared_ptr<const Gbk> gbk);
  std::string PlaceKey(std::string text) const;
  absl::StatusOr<std::string> Digest(std::string bytes) const;

  config::v1::Signature scheme_;  // nothing in it is unset
  std::string key_;
  std::shared_ptr<const Gbk> gbk_;
};

// Whether a message shows the sign or mac that it must have. The one check of server and tools.
// Errors say what is wrong with it.
absl::Status VerifySign(const ReceivedMessage& message, const Signature& signature);

// `scheme` with the documented defaults in place of what is unset.
config::v1::Signature WithDefaults(config::v1::Signature scheme);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_SIGNATURE_SIGNATURE_H_
