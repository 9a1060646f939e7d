#ifndef IMAGECO_BRIDGE_TIMESTAMP_H_
#define IMAGECO_BRIDGE_TIMESTAMP_H_

#include <google/protobuf/timestamp.pb.h>

#include <optional>

#include "absl/time/time.h"

namespace imageco::bridge {

// To the nanosecond, rounded down.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

// Nothing where it is no Timestamp: years 1 to 9999, nanos from 0 to 999,999,999.
std::optional<absl::Time> FromTimestamp(const google::protobuf::Timestamp& timestamp);

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_TIMESTAMP_H_
