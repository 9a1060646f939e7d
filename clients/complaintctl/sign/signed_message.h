#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGNED_MESSAGE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGNED_MESSAGE_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/node.h"
#include "bridge/gateway/signature/signature.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::complaintctl {

namespace config = bridge::config;

// A message as it was caught on its way: a request or an answer, JSON or XML, alone or in a form.
struct SignedMessage {
  config::v1::Wire wire;             // the settings that it shows; what it leaves open is unset
  std::string text;                  // what is signed: JSON in UTF-8, XML in its own bytes
  bridge::gateway::Node root;        // what the text reads as
  std::optional<std::string> shown;  // its own sign, or the mac of its form
};

inline bool IsXml(const SignedMessage& message) {
  return message.wire.format() == config::v1::FORMAT_XML;
}

// Finds out by itself what `bytes` are; `charset` forces the charset of a JSON message. White space
// around the message, such as an editor's last newline, does not count. Errors say what is wrong
// with the message.
absl::StatusOr<SignedMessage> ReadSignedMessage(std::string_view bytes, config::v1::Charset charset,
                                                const bridge::gateway::Gbk& gbk);

// What `shown` has to be: the sign of JSON, the mac of XML.
absl::StatusOr<std::string> ExpectedSign(const SignedMessage& message,
                                         const bridge::gateway::Signature& signature);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGNED_MESSAGE_H_
