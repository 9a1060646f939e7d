#include "server/config/value_check.h"

#include <google/protobuf/duration.pb.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/gateway/message/identifier.h"
#include "server/config/set_if_given.h"

namespace imageco::server {
namespace {

using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Faults = std::vector<std::string>;

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kForEver = absl::Hours(100 * 365 * 24);

struct CountBounds {
  std::string_view setting;
  uint32_t min;
  uint32_t max;
};
// 0 is none of them: it stands for the default.
constexpr CountBounds kCounts[] = {
    {"BridgeConfig.log_delivered_one_in", 1, 1'000'000},
    {"Caller.burst", 1, 1'000'000},
    {"Limits.calls_max", 1, 1'000'000},
    // A reply with everything that it may hold, and long ids of pictures.
    {"Limits.request_bytes_max", 4096, 16 << 20},
    {"Limits.connections_max", 1, 1'000'000},
    {"Limits.calls_per_identity_max", 1, 1'000'000},
    {"Limits.calls_per_connection_max", 1, 1'000'000},
    {"MemoryLedgerConfig.records_max", 1, 100'000'000},
    {"Gateway.connections_max", 1, 10'000},
    {"Gateway.capture_files_max", 1, 100'000},
    // An answer with everything that it may hold.
    {"Gateway.answer_bytes_max", 1024, 16 << 20},
    {"Admission.concurrency_max", 1, 100'000},
    {"Admission.waiting_max", 1, 1'000'000},
    {"Admission.breaker_failures", 1, 1'000'000},
};

struct DurationBounds {
  std::string_view setting;
  absl::Duration min;
  absl::Duration max;
};
constexpr DurationBounds kDurations[] = {
    {"Limits.drain_timeout", absl::ZeroDuration(), kDay},
    {"Limits.listener_silence_max", absl::Seconds(1), kDay},
    {"Limits.connection_age_max", absl::Seconds(1), kForEver},
    // A record younger than that is what keeps a second message away.
    {"MemoryLedgerConfig.retention", absl::Seconds(1), kForEver},
    {"PostgresLedgerConfig.lease", absl::ZeroDuration(), absl::Hours(7 * 24)},
    {"Gateway.connect_timeout", absl::Milliseconds(1), kDay},
    {"Gateway.exchange_timeout", absl::Milliseconds(1), kDay},
    // libcurl counts both in whole seconds, and takes less than two of the latter for no limit.
    {"Gateway.idle_connection_age_max", absl::Seconds(1), kDay},
    {"Gateway.connection_age_max", absl::Seconds(2), kDay},
    {"Results.retry_delay", absl::ZeroDuration(), kDay},
    {"Admission.wait_max", absl::ZeroDuration(), kDay},
    {"Admission.breaker_pause", absl::ZeroDuration(), kDay},
    // Who waits longer than that sets no deadline at all.
    {"Admission.time_to_send_min", absl::ZeroDuration(), absl::Hours(1)},
};

// "Limits.calls_max".
std::string NameOf(const FieldDescriptor& field) {
  return absl::StrCat(field.containing_type()->name(), ".", field.name());
}

template <typename Table>
auto BoundsOf(const FieldDescriptor& field, const Table& table) {
  const std::string name = NameOf(field);
  const auto found = std::find_if(std::begin(table), std::end(table),
                                  [&name](const auto& row) { return row.setting == name; });
  return found == std::end(table) ? nullptr : &*found;
}

std::string WhyNoCount(const FieldDescriptor& field, uint32_t count) {
  const CountBounds* const bounds = BoundsOf(field, kCounts);
  if (bounds == nullptr) return "";
  if (count < bounds->min) return absl::StrCat("is less than ", bounds->min);
  if (count > bounds->max) return absl::StrCat("is more than ", bounds->max);
  return "";
}

std::string WhyNoDuration(const FieldDescriptor& field, const Duration& duration) {
  constexpr int32_t kNanosMax = 999'999'999;
  const bool signs_differ = (duration.seconds() > 0 && duration.nanos() < 0) ||
                            (duration.seconds() < 0 && duration.nanos() > 0);
  if (signs_differ || duration.nanos() > kNanosMax || duration.nanos() < -kNanosMax) {
    return "is no duration";
  }
  const absl::Duration value = ToDuration(duration);
  if (value <= absl::ZeroDuration()) return "is not longer than zero";
  const DurationBounds* const bounds = BoundsOf(field, kDurations);
  if (bounds != nullptr && value < bounds->min) {
    return absl::StrCat("is shorter than ", absl::FormatDuration(bounds->min));
  }
  if (bounds != nullptr && value > bounds->max && bounds->max != kForEver) {
    return absl::StrCat("is longer than ", absl::FormatDuration(bounds->max));
  }
  return value > kForEver ? "is longer than 100 years" : "";
}

class ValueWalk {
 public:
  explicit ValueWalk(Faults& faults) : faults_(faults) {}

  void Fields(const Message& message, const std::string& path) {
    std::vector<const FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    for (const FieldDescriptor* field : set) Field(message, *field, path + field->name());
  }

 private:
  void Field(const Message& message, const FieldDescriptor& field, const std::string& path) {
    const auto& reflection = *message.GetReflection();
    if (!field.is_repeated()) return Value(message, field, path);
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const std::string at = absl::StrCat(path, "[", i, "]");
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Fields(reflection.GetRepeatedMessage(message, &field, i), at + ".");
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        Add(at, bridge::gateway::WhyNoPlainText(reflection.GetRepeatedString(message, &field, i)));
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        Enum(field, reflection.GetRepeatedEnumValue(message, &field, i), at);
      }
    }
  }

  void Value(const Message& message, const FieldDescriptor& field, const std::string& path) {
    const auto& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return Add(path, bridge::gateway::WhyNoPlainText(reflection.GetString(message, &field)));
      case FieldDescriptor::CPPTYPE_UINT32:
        return Add(path, WhyNoCount(field, reflection.GetUInt32(message, &field)));
      case FieldDescriptor::CPPTYPE_ENUM:
        return Enum(field, reflection.GetEnumValue(message, &field), path);
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Nested(field, reflection.GetMessage(message, &field), path);
      default:
        return;
    }
  }

  // Protobuf takes any number.
  void Enum(const FieldDescriptor& field, int number, const std::string& path) {
    if (field.enum_type()->FindValueByNumber(number) != nullptr) return;
    Add(path, absl::StrCat(number, " is no value that it has"));
  }

  void Nested(const FieldDescriptor& field, const Message& value, const std::string& path) {
    const auto* const duration = dynamic_cast<const Duration*>(&value);
    if (duration == nullptr) return Fields(value, path + ".");
    Add(path, WhyNoDuration(field, *duration));
  }

  void Add(const std::string& path, const std::string& why) {
    if (!why.empty()) faults_.push_back(absl::StrCat(path, ": ", why));
  }

  Faults& faults_;
};

}  // namespace

std::vector<std::string> CheckValues(const bridge::config::v1::BridgeConfig& config) {
  Faults faults;
  ValueWalk(faults).Fields(config, "");
  return faults;
}

}  // namespace imageco::server
