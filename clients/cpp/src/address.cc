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

// Of "HOST:PORT" or "dns:HOST:PORT"; nothing where the target is none of both.
std::optional<std::string_view> HostAndPort(std::string_view target) {
  if (target.starts_with("dns:")) {
    target.remove_prefix(4);
    if (!target.starts_with("//")) return target;
    const size_t slash = target.find('/', 2);  // behind the name server
    if (slash == target.npos) return std::nullopt;
    return target.substr(slash + 1);
  }
  for (const std::string_view scheme : {"unix:", "unix-abstract:", "ipv4:", "ipv6:", "vsock:"}) {
    if (target.starts_with(scheme)) return std::nullopt;
  }
  if (target.find("://") != target.npos) return std::nullopt;
  return target;
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

std::string_view FaultOf(std::string_view target) {
  if (IsUrl(target)) return " is a URL: give HOST:PORT";
  const std::optional<std::string_view> address = HostAndPort(target);
  if (!address) return "";
  if (address->find_first_of(" \t\r\n") != address->npos) return " holds a blank: give HOST:PORT";
  if (address->find(',') != address->npos) return " is a list: give HOST:PORT";
  const std::optional<std::string_view> port = PortIn(*address);
  if (port && !IsPort(*port)) return " has no port of 1 to 65535";
  const bool has_host = port ? address->size() > port->size() + 1 : !address->empty();
  return has_host ? "" : " has no host: give HOST:PORT";
}

}  // namespace

std::string WhyNoAddress(std::string_view target) {
  if (target.empty()) return "the address is empty: give HOST:PORT";
  const std::string_view fault = FaultOf(target);
  if (fault.empty()) return "";
  return "the address \"" + std::string(target) + '"' + std::string(fault);
}

}  // namespace imageco::complaint
