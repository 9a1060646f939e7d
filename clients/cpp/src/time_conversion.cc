#include "clients/cpp/src/time_conversion.h"

#include <cstdint>

namespace imageco::complaint {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

nanoseconds Saturated(int64_t whole, int32_t nanos) {
  constexpr int64_t kWholeMax = std::chrono::duration_cast<seconds>(nanoseconds::max()).count() - 1;
  if (whole > kWholeMax) return nanoseconds::max();
  if (whole < -kWholeMax) return nanoseconds::min();
  return seconds(whole) + nanoseconds(nanos);
}

}  // namespace

nanoseconds ToNanoseconds(const google::protobuf::Duration& duration) {
  return Saturated(duration.seconds(), duration.nanos());
}

google::protobuf::Duration ToDuration(nanoseconds duration) {
  const auto whole = std::chrono::duration_cast<seconds>(duration);
  google::protobuf::Duration result;
  result.set_seconds(whole.count());
  result.set_nanos(static_cast<int32_t>((duration - whole).count()));
  return result;
}

Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return Time(std::chrono::duration_cast<Time::duration>(
      Saturated(timestamp.seconds(), timestamp.nanos())));
}

google::protobuf::Timestamp ToTimestamp(Time time) {
  const nanoseconds since_epoch = time.time_since_epoch();
  const auto whole = std::chrono::floor<seconds>(since_epoch);
  google::protobuf::Timestamp result;
  result.set_seconds(whole.count());
  result.set_nanos(static_cast<int32_t>((since_epoch - whole).count()));
  return result;
}

}  // namespace imageco::complaint
