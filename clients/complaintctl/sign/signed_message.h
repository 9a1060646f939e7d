#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGNED_MESSAGE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGNED_MESSAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/received_message.h"
#include "bridge/gateway/signature/signature.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::complaintctl {

namespace config = bridge::config;

using bridge::gateway::ReceivedMessage;

inline bool IsXml(const ReceivedMessage& message) {
  return message.format == config::v1::FORMAT_XML;
}

// Every way to read a message as it was caught on its way, a request or an answer, likeliest first:
// without the white space around it, such as an editor's last newline, and then all that the bridge
// itself would try. `charset` forces the charset of a JSON message. Errors say what is wrong with
// the message.
absl::StatusOr<std::vector<ReceivedMessage>> ReadSignedMessage(std::string_view bytes,
                                                               config::v1::Charset charset,
                                                               const bridge::gateway::Gbk& gbk);

bool HasNode(const ReceivedMessage& message, std::string_view name);

// "request" or "answer" where a node says that it is one of the vendor's interface, else
// kOtherKind.
std::string_view KindOf(const ReceivedMessage& message);
inline constexpr std::string_view kOtherKind = "message";

// The settings that a message shows; what it leaves open is unset.
config::v1::Wire WireOf(const ReceivedMessage& message);

// What it has to show: the sign of JSON, the mac of XML.
absl::StatusOr<std::string> ExpectedSign(const ReceivedMessage& message,
                                         const bridge::gateway::Signature& signature);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGNED_MESSAGE_H_
