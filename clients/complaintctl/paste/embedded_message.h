#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_EMBEDDED_MESSAGE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_EMBEDDED_MESSAGE_H_

#include <string>
#include <string_view>
#include <vector>

namespace imageco::complaintctl {

// The messages that stand somewhere in `text`, which is UTF-8, in their order: JSON objects, XML
// documents, forms that hold either percent-encoded. Of JSON those that show a sign or a
// request_type or response_type; where there is nothing else, the others. Looks at a bounded number
// of bytes.
std::vector<std::string_view> EmbeddedMessages(std::string_view text);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_EMBEDDED_MESSAGE_H_
