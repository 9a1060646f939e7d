#ifndef IMAGECO_BRIDGE_GATEWAY_MESSAGE_IDENTIFIER_H_
#define IMAGECO_BRIDGE_GATEWAY_MESSAGE_IDENTIFIER_H_

#include <string>
#include <string_view>

namespace imageco::bridge::gateway {

// Why `text` is no UTF-8 without control characters, by the first thing that is wrong with it;
// empty where it is. Quotes no more than that character.
std::string WhyNoPlainText(std::string_view text);

// Why `text` does not do as an id, by the first thing that is wrong with it; empty where it does.
// An id is UTF-8 without control characters, with no blank at either end: the gateway may trim or
// drop what nobody sees, so that two ids here would be one there. Quotes no more than that
// character.
std::string WhyNoIdentifier(std::string_view text);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_MESSAGE_IDENTIFIER_H_
