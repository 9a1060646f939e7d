#ifndef IMAGECO_TESTS_BRIDGE_GATEWAY_ANSWERS_H_
#define IMAGECO_TESTS_BRIDGE_GATEWAY_ANSWERS_H_

#include <string>

#include "bridge/gateway/http/transport.h"

// What a gateway may answer to a JSON message, signed by the default scheme.
namespace imageco::bridge::gateway {

// The key of the merchants in these tests.
inline constexpr char kGatewayKey[] = "fake-gateway-key";

// The member of a JSON message that is a text. Dies where there is none.
std::string MemberOf(const std::string& message, const std::string& name);

// The gateway's answer to `message`: whole, signed, HTTP status 200.
TransportResult AnswerTo(const std::string& message, const std::string& result_id,
                         const std::string& comment);
TransportResult Success(const std::string& message);

// The right answer with a wrong signature.
TransportResult Forged(const std::string& message);

// An answer that is none of the gateway's, by a proxy.
TransportResult HttpStatus(int status);

// No connection; and a connection that ended after the message had left.
TransportResult Unreachable();
TransportResult ConnectionLost();

// Whether the gateway provably took nothing, so that the same message may go once more.
bool TookNothing(const TransportResult& result);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_BRIDGE_GATEWAY_ANSWERS_H_
