#include "tests/sandbox/origin.h"

#include <algorithm>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace imageco::sandbox {
namespace {

// "[::1]:8081", "127.0.0.1", "localhost:8081": without port and brackets.
std::string HostName(std::string_view host) {
  if (host.starts_with('[')) return std::string(host.substr(1, host.find(']') - 1));
  return std::string(host.substr(0, host.find(':')));
}

bool IsOfThisMachine(std::string_view host) {
  const std::string name = HostName(host);
  boost::system::error_code error;
  boost::asio::ip::make_address(name, error);
  return !error || name == "localhost";
}

}  // namespace

bool IsForeign(const Headers& headers, bool on_loopback) {
  const std::vector<std::string_view> hosts = HeaderValues(headers, "Host");
  const std::string own = hosts.empty() ? "" : "http://" + std::string(hosts.front());
  const auto is_other = [&](std::string_view origin) { return origin != own; };
  if (std::ranges::any_of(HeaderValues(headers, "Origin"), is_other)) return true;
  return on_loopback && !std::ranges::all_of(hosts, IsOfThisMachine);
}

}  // namespace imageco::sandbox
