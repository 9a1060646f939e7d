#include "clients/complaintctl/call/json_printer.h"

#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <string>
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {

bool PrintJson(const google::protobuf::Message& message, JsonLayout layout, Console& console) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = layout == JsonLayout::kIndented;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) {
    console.err << Say("complaintctl: the answer has no JSON: $0\n", status.ToString());
    return false;
  }
  console.out << json;
  // Protobuf ends the indented form with a newline itself.
  if (!json.ends_with('\n')) console.out << '\n';
  return true;
}

}  // namespace imageco::complaintctl
