#ifndef IMAGECO_BRIDGE_GATEWAY_MESSAGE_REDACTION_H_
#define IMAGECO_BRIDGE_GATEWAY_MESSAGE_REDACTION_H_

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

namespace imageco::bridge::gateway {

// `text` without what it repeats of `request`: what its secret fields hold becomes the path of its
// field, "[jump_link.url]". Those of three bytes and less stay, since they
// may stand there by chance.
std::string WithoutTextsOf(const google::protobuf::Message& request, std::string_view text);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_MESSAGE_REDACTION_H_
