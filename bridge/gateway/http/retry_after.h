#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_RETRY_AFTER_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_RETRY_AFTER_H_

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace imageco::bridge::gateway {

// Nobody is told to wait longer, whatever the gateway says.
inline constexpr absl::Duration kRetryAfterMax = absl::Hours(24);

// How long from `now` the Retry-After header `value` asks to wait: seconds, or a date in one of
// HTTP's three forms (RFC 9110 section 10.2.3). Nothing where it is neither; 0 to kRetryAfterMax
// otherwise.
std::optional<absl::Duration> ParseRetryAfter(const std::string& value, absl::Time now);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_RETRY_AFTER_H_
