#include "clients/cpp/src/address.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

namespace imageco::complaint {
namespace {

bool IsUrl(std::string_view target) {
  std::string start(target.substr(0, 8));
  std::transform(start.begin(), start.end(), start.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return start.starts_with("http://") || start == "https://";
}

// Of "HOST:PORT" or "dns:HOST:PORT"; empty where the target is none of both.
std::string_view HostAndPort(std::string_view target) {
  if (target.starts_with("dns:")) {
    target.remove_prefix(4);
    if (!target.starts_with("//")) return target;
    const size_t slash = target.find('/', 2);  // behind the name server
    return slash == target.npos ? "" : target.substr(slash + 1);
  }
  for (const std::string_view scheme : {"unix:", "unix-abstract:", "ipv4:", "ipv6:", "vsock:"}) {
    if (target.starts_with(scheme)) return "";
  }
  return target.find("://") == target.npos ? target : "";
}

// What stands behind the host's colon; nothing where there is none.
std::optional<std::string_view> PortIn(std::string_view address) {
  const size_t bracket = address.starts_with('[') ? address.find(']') : address.npos;
  const size_t colon = address.find(':', bracket == address.npos ? 0 : bracket);
  if (colon == address.npos) return std::nullopt;
  const bool is_ipv6 = bracket == address.npos && address.find(':', colon + 1) != address.npos;
  if (is_ipv6) return std::nullopt;
  return address.substr(colon + 1);
}

bool IsPort(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  if (text.find_first_not_of("0123456789") != text.npos) return false;
  const int port = std::atoi(std::string(text).c_str());
  return port >= 1 && port <= 65535;
}

}  // namespace

std::string WhyNoAddress(std::string_view target) {
  if (target.empty()) return "the address is empty: give HOST:PORT";
  const std::string named = "the address \"" + std::string(target) + '"';
  if (IsUrl(target)) return named + " is a URL: give HOST:PORT";
  const std::optional<std::string_view> port = PortIn(HostAndPort(target));
  return port && !IsPort(*port) ? named + " has no port of 1 to 65535" : "";
}

}  // namespace imageco::complaint
