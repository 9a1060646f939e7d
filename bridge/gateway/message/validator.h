#ifndef IMAGECO_BRIDGE_GATEWAY_MESSAGE_VALIDATOR_H_
#define IMAGECO_BRIDGE_GATEWAY_MESSAGE_VALIDATOR_H_

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/message/plan.h"

namespace imageco::bridge::gateway {

// One rule of the vendor's field table that a request breaks.
struct FieldFault {
  std::string field;        // path in the proto, e.g. "jump_link.url", "response_images[2]"
  std::string description;  // the rule by its name in imageco.wire.v1.Field, then what is wrong
};

// What a merchant's wire can carry beyond UTF-8.
struct TextRules {
  bool xml = false;                // it is XML, which has CDATA sections
  const Gbk* gbk = nullptr;        // set: only characters that GBK has
  bool escape_not_in_gbk = false;  // they may be written as references, except in CDATA
};

// Every fault of `request` against the plan, in the order of the fields; none: it may be sent.
// Lengths are counted in code points. No text
// holds what XML does not have (control characters, U+FFFE): in JSON, too, nobody can show it.
// Never quotes a value, only a character that cannot be sent.
std::vector<FieldFault> Validate(const Plan& plan, const google::protobuf::Message& request,
                                 const TextRules& rules);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_MESSAGE_VALIDATOR_H_
