#include "server/config/address_check.h"

#include <sys/un.h>

#include <optional>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bridge/base/host.h"

namespace imageco::server {
namespace {

constexpr std::string_view kUnix = "unix:";

std::string WhyNoPath(std::string_view path) {
  constexpr size_t kPathBytesMax = sizeof(sockaddr_un{}.sun_path) - 1;
  if (path.empty()) return "has no path";
  if (path.size() <= kPathBytesMax) return "";
  return absl::StrCat("its path is longer than ", kPathBytesMax, " bytes");
}

struct Endpoint {
  std::string host;
  int port = 0;
};

// Of a sound "HOST:PORT".
Endpoint ToEndpoint(const std::string& address) {
  const size_t colon = address.rfind(':');
  Endpoint endpoint{.host = address.substr(0, colon)};
  static_cast<void>(absl::SimpleAtoi(address.substr(colon + 1), &endpoint.port));
  return endpoint;
}

bool IsEverywhere(const std::string& host) { return host == "0.0.0.0" || host == "[::]"; }

bool IsLocalName(const std::string& host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

// A name may lead to either of its addresses.
bool MayBeSameHost(const std::string& one, const std::string& other) {
  if (one == other || IsEverywhere(one) || IsEverywhere(other)) return true;
  const bool named = one == "localhost" || other == "localhost";
  return named && IsLocalName(one) && IsLocalName(other);
}

}  // namespace

std::string WhyNoListenAddress(const std::string& address) {
  if (absl::StartsWith(address, "unix:")) {
    return WhyNoPath(std::string_view(address).substr(kUnix.size()));
  }
  const size_t colon = address.rfind(':');
  const bool in_brackets = absl::EndsWith(address, "]");
  if (colon == std::string::npos || colon + 1 == address.size() || in_brackets) {
    return "has no port";
  }
  if (!bridge::base::IsPort(std::string_view(address).substr(colon + 1), 0)) {
    return "its port is no number from 0 to 65535";
  }
  if (colon == 0) return "has no host";
  if (bridge::base::IsHost(std::string_view(address).substr(0, colon))) return "";
  return "its host is no name and no address";
}

bool IsSameListenAddress(const std::string& one, const std::string& other) {
  const bool is_path = absl::StartsWith(one, "unix:") || absl::StartsWith(other, "unix:");
  if (is_path) return one == other;
  const Endpoint a = ToEndpoint(one);
  const Endpoint b = ToEndpoint(other);
  return a.port != 0 && a.port == b.port && MayBeSameHost(a.host, b.host);
}

}  // namespace imageco::server
