#include "server/calls/encoding_faults.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::server {
namespace {

using bridge::gateway::FieldFault;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr char kBroken[] = "encoding: ends too early or is not Protobuf";

class Walk {
 public:
  explicit Walk(std::vector<FieldFault>& faults) : faults_(faults) {}

  // `name` is the message's own, and stands in front of its fields' where it is one of a field.
  void Message(std::string_view bytes, const Descriptor& message, const std::string& name,
               bool nested) {
    CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                           static_cast<int>(bytes.size()));
    std::map<int, int> items;  // of repeated fields, by number
    while (input.CurrentPosition() < static_cast<int>(bytes.size())) {
      uint64_t wide_tag = 0;
      if (!input.ReadVarint64(&wide_tag) || wide_tag > std::numeric_limits<uint32_t>::max()) {
        return faults_.push_back({name, kBroken});
      }
      const auto tag = static_cast<uint32_t>(wide_tag);
      const int number = WireFormatLite::GetTagFieldNumber(tag);
      const FieldDescriptor* field = message.FindFieldByNumber(number);
      std::string path = name;
      if (field != nullptr) {
        path = nested ? absl::StrCat(name, ".", field->name()) : field->name();
        if (field->is_repeated()) absl::StrAppend(&path, "[", items[number]++, "]");
      }
      if (!Field(input, tag, field, path)) return faults_.push_back({path, kBroken});
    }
  }

 private:
  // Whether the encoding goes on behind it.
  bool Field(CodedInputStream& input, uint32_t tag, const FieldDescriptor* field,
             const std::string& path) {
    const bool has_length =
        WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
    if (!has_length || field == nullptr) return WireFormatLite::SkipField(&input, tag);
    uint32_t length = 0;
    std::string value;
    if (!input.ReadVarint32(&length) || !input.ReadString(&value, static_cast<int>(length))) {
      return false;
    }
    if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
      Message(value, *field->message_type(), path, true);
    } else if (field->type() == FieldDescriptor::TYPE_STRING &&
               !bridge::gateway::CountCodePoints(value)) {
      faults_.push_back({path, "utf8: is not UTF-8"});
    }
    return true;
  }

  std::vector<FieldFault>& faults_;
};

}  // namespace

std::vector<FieldFault> EncodingFaults(std::string_view bytes, const Descriptor& message) {
  std::vector<FieldFault> faults;
  Walk(faults).Message(bytes, message, message.name(), false);
  return faults;
}

}  // namespace imageco::server
