#ifndef IMAGECO_SERVER_CALLS_CALL_LIMITS_H_
#define IMAGECO_SERVER_CALLS_CALL_LIMITS_H_

#include <cstdint>

#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/calls/call_gate.h"

namespace imageco::server {

// How many calls a client may have under way on one connection: its limit, four times over, since
// it sees a call end, or ends it, before we do, and may not have heard of its limit yet.
uint32_t HeededCallsMax(const CallLimits& limits);

// The limits of a configuration, with the defaults that it states.
CallLimits ToCallLimits(const bridge::config::v1::Limits& limits);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_CALL_LIMITS_H_
