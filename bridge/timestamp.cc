#include "bridge/timestamp.h"

#include <algorithm>
#include <cstdint>

namespace imageco::bridge {
namespace {

// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: timestamp.proto.
constexpr int64_t kSecondsMin = -62'135'596'800;
constexpr int64_t kSecondsMax = 253'402'300'799;
constexpr int32_t kNanosMax = 999'999'999;

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  time = std::clamp(time, absl::FromUnixSeconds(kSecondsMin), absl::FromUnixSeconds(kSecondsMax));
  const int64_t seconds = absl::ToUnixSeconds(time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

std::optional<absl::Time> FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  if (timestamp.seconds() < kSecondsMin || timestamp.seconds() > kSecondsMax) return std::nullopt;
  if (timestamp.nanos() < 0 || timestamp.nanos() > kNanosMax) return std::nullopt;
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

}  // namespace imageco::bridge
