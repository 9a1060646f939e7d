#ifndef IMAGECO_SERVER_CALLS_CALL_LIMITS_H_
#define IMAGECO_SERVER_CALLS_CALL_LIMITS_H_

#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/calls/call_gate.h"

namespace imageco::server {

// The limits of a configuration, with the defaults that it states.
CallLimits ToCallLimits(const bridge::config::v1::Limits& limits);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_CALL_LIMITS_H_
