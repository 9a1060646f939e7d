#ifndef IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_PASTE_PACKET_H_
#define IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_PASTE_PACKET_H_

#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_format.h"

namespace imageco::complaintctl {

inline std::string FromHex(std::string_view hex) {
  return absl::HexStringToBytes({hex.data(), hex.size()});
}

// A segment of TCP with twelve bytes of options.
inline std::string TcpSegment(const std::string& payload) {
  return FromHex("c8d220fb1fe8a7b3c9d10e7f8018020054e000000101080a7b3c7b3c7b3c7b3c") + payload;
}

inline std::string Ip4Packet(const std::string& payload) {
  return FromHex("45000215f3a14000400600007f0000017f000001") + TcpSegment(payload);
}

inline std::string Ip6Packet(const std::string& payload) {
  return FromHex("600d1b2a0221064000000000000000000000000000000001") +
         FromHex("00000000000000000000000000000001") + TcpSegment(payload);
}

inline std::string EthernetFrame(const std::string& packet) {
  return FromHex("5254001235025254001235030800") + packet;
}

// As tcpdump -X prints it, without the line of the packet.
inline std::string TcpdumpOf(const std::string& packet) {
  std::string dump;
  for (size_t at = 0; at < packet.size(); at += 16) {
    std::string groups;
    std::string letters;
    for (size_t i = at; i < packet.size() && i < at + 16; ++i) {
      const auto byte = static_cast<unsigned char>(packet[i]);
      absl::StrAppendFormat(&groups, "%s%02x", i % 2 == 0 ? " " : "", byte);
      letters.push_back(byte > 0x20 && byte < 0x7F ? packet[i] : '.');
    }
    absl::StrAppendFormat(&dump, "\t0x%04x: %-40s  %s\n", at, groups, letters);
  }
  return dump;
}

}  // namespace imageco::complaintctl

#endif  // IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_PASTE_PACKET_H_
