#include "bridge/base/host.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace imageco::bridge::base {
namespace {

bool IsAddress(int family, std::string_view text) {
  in6_addr address;
  return inet_pton(family, std::string(text).c_str(), &address) == 1;
}

bool IsNameCharacter(unsigned char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

}  // namespace

bool IsHost(std::string_view host) {
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    return IsAddress(AF_INET6, host.substr(1, host.size() - 2));
  }
  if (host.find_first_not_of("0123456789.") == std::string_view::npos) {
    return IsAddress(AF_INET, host);
  }
  const bool has_empty_label = host.front() == '.' || host.find("..") != std::string_view::npos;
  return !has_empty_label && std::all_of(host.begin(), host.end(), IsNameCharacter);
}

bool IsPort(std::string_view port, int port_min) {
  constexpr int kPortMax = 65535;
  const bool digits =
      !port.empty() && port.find_first_not_of("0123456789") == std::string_view::npos;
  int number = 0;
  return digits && absl::SimpleAtoi(absl::string_view(port.data(), port.size()), &number) &&
         number >= port_min && number <= kPortMax;
}

}  // namespace imageco::bridge::base
