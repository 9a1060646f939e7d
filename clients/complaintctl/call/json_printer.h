#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_JSON_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_JSON_PRINTER_H_

#include "clients/complaintctl/command/console.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace imageco::complaintctl {

enum class JsonLayout {
  kIndented,
  kLine,
};

// Prints `message` on stdout, with a newline behind it, as protobuf writes JSON, with the field
// names of the .proto. False where it has no JSON, such as a time outside of years 1 to 9999; why
// is on stderr then, and nothing on stdout.
bool PrintJson(const google::protobuf::Message& message, JsonLayout layout, Console& console);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_JSON_PRINTER_H_
