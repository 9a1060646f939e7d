#ifndef IMAGECO_BRIDGE_GATEWAY_MESSAGE_REDACTION_H_
#define IMAGECO_BRIDGE_GATEWAY_MESSAGE_REDACTION_H_

#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <string_view>

#include "bridge/gateway/codec/gbk.h"

namespace imageco::bridge::gateway {

// `text` without what it repeats of `request`: what its secret fields hold becomes the path of its
// field, "[jump_link.url]". Those of three bytes and less stay, since they
// may stand there by chance.
std::string WithoutTextsOf(const google::protobuf::Message& request, std::string_view text);

// The same for bytes that may hold them in another spelling too: in GBK, in a form, in the escapes
// of JSON and XML.
std::string WithoutSpelledTextsOf(const google::protobuf::Message& request, std::string_view bytes,
                                  const Gbk& gbk);

// `request` with those paths in place of its secret fields.
std::unique_ptr<google::protobuf::Message> WithoutTexts(const google::protobuf::Message& request);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_MESSAGE_REDACTION_H_
