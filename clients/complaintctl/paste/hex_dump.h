#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_HEX_DUMP_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_HEX_DUMP_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::complaintctl {

// The text with the bytes of each hex dump in it in place of its lines, as hexdump -C, xxd, od -t
// x1, tcpdump -X and Wireshark write them: an offset in front, sixteen bytes in a line. Of a TCP
// packet, with or without its Ethernet header, what it carries. Bytes of any charset. Nothing where
// there is no dump.
std::optional<std::string> WithoutHexDumps(std::string_view text);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_HEX_DUMP_H_
