#ifndef IMAGECO_CLIENTS_CPP_SRC_TIME_CONVERSION_H_
#define IMAGECO_CLIENTS_CPP_SRC_TIME_CONVERSION_H_

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <chrono>

#include "imageco/complaint/reply.h"

namespace imageco::complaint {

// What the standard's types cannot hold, some 292 years, becomes the nearest that they can.

std::chrono::nanoseconds ToNanoseconds(const google::protobuf::Duration& duration);
google::protobuf::Duration ToDuration(std::chrono::nanoseconds duration);

Time ToTime(const google::protobuf::Timestamp& timestamp);
google::protobuf::Timestamp ToTimestamp(Time time);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_TIME_CONVERSION_H_
