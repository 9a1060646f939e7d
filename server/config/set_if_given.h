#ifndef IMAGECO_SERVER_CONFIG_SET_IF_GIVEN_H_
#define IMAGECO_SERVER_CONFIG_SET_IF_GIVEN_H_

#include <google/protobuf/duration.pb.h>

#include <cstdint>

#include "absl/time/time.h"

namespace imageco::server {

inline absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

// A setting of a configuration takes the place of the option's default. A count of 0 is none.
inline void SetIfGiven(bool given, const google::protobuf::Duration& duration,
                       absl::Duration& option) {
  if (given) option = ToDuration(duration);
}
inline void SetIfGiven(uint32_t count, uint32_t& option) {
  if (count != 0) option = count;
}

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_SET_IF_GIVEN_H_
