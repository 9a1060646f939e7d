#include "imageco/complaint/target.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

namespace imageco::complaint {
namespace {

// The host of "HOST:PORT", "[HOST]:PORT", "[HOST]" or "HOST". Of anything else, as of a list, what
// is no address.
std::string Host(std::string_view address) {
  const size_t colon = address.rfind(':');
  const bool ends_the_host = address.find(':') == colon || (colon > 0 && address[colon - 1] == ']');
  std::string_view host = address;
  if (colon != address.npos && ends_the_host &&
      address.find_first_not_of("0123456789", colon + 1) == address.npos) {
    host = address.substr(0, colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return std::string(host);
}

}  // namespace

bool IsLoopback(std::string_view target) {
  for (const std::string_view scheme : {"unix:", "unix-abstract:"}) {
    if (target.starts_with(scheme)) return true;
  }
  for (const std::string_view scheme : {"ipv4:", "ipv6:", "dns:///", "dns:"}) {
    if (target.starts_with(scheme)) {
      target.remove_prefix(scheme.size());
      break;
    }
  }
  const std::string host = Host(target);
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET, host.c_str(), bytes.data()) == 1) return bytes[0] == 127;
  if (inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1) {
    return std::count(bytes.begin(), bytes.end() - 1, 0) == 15 && bytes.back() == 1;
  }
  return host == "localhost";
}

}  // namespace imageco::complaint
