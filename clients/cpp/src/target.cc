#include "imageco/complaint/target.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <string>

namespace imageco::complaint {
namespace {

// The host of "HOST:PORT", "[HOST]:PORT" or "HOST".
std::string Host(std::string_view address) {
  if (address.starts_with('[')) return std::string(address.substr(1, address.find(']') - 1));
  if (std::count(address.begin(), address.end(), ':') > 1) return std::string(address);
  return std::string(address.substr(0, address.find(':')));
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
