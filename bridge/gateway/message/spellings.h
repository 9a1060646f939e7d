#ifndef IMAGECO_BRIDGE_GATEWAY_MESSAGE_SPELLINGS_H_
#define IMAGECO_BRIDGE_GATEWAY_MESSAGE_SPELLINGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "bridge/gateway/codec/gbk.h"

namespace imageco::bridge::gateway {

// The bytes that `utf8` may be in a message, itself the last: in GBK, in a form, and with the
// escapes of JSON and XML, for all that is not ASCII or only for what must be escaped.
std::vector<std::string> SpellingsOf(std::string_view utf8, const Gbk& gbk);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_MESSAGE_SPELLINGS_H_
