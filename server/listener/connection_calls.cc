#include "server/listener/connection_calls.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace imageco::server {
namespace {

std::string NameOfIpv4(const in_addr& address, in_port_t port) {
  std::array<char, INET_ADDRSTRLEN> text{};
  inet_ntop(AF_INET, &address, text.data(), text.size());
  return absl::StrCat("ipv4:", text.data(), ":", ntohs(port));
}

std::string NameOfIpv6(const sockaddr_in6& address) {
  if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) {
    in_addr mapped = {};
    std::memcpy(&mapped, &address.sin6_addr.s6_addr[12], sizeof(mapped));
    return NameOfIpv4(mapped, address.sin6_port);
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
  const std::string scope =
      address.sin6_scope_id == 0 ? "" : absl::StrCat("%25", address.sin6_scope_id);
  return absl::StrCat("ipv6:%5B", text.data(), scope, "%5D:", ntohs(address.sin6_port));
}

}  // namespace

std::string PeerName(int fd) {
  union {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
    sockaddr_storage room;
  } address = {};
  socklen_t bytes = sizeof(address);
  if (getpeername(fd, &address.any, &bytes) != 0) return "";
  if (address.any.sa_family == AF_INET) return NameOfIpv4(address.v4.sin_addr, address.v4.sin_port);
  return address.any.sa_family == AF_INET6 ? NameOfIpv6(address.v6) : "";
}

std::string ConnectionOf(const std::string& peer) {
  return absl::StartsWith(peer, "unix") ? "" : peer;
}

void ConnectionCalls::Watch(Heedless heedless) {
  const std::lock_guard lock(mutex_);
  heedless_ = std::move(heedless);
}

void ConnectionCalls::Opened(const std::string& peer) {
  if (peer.empty()) return;
  const std::lock_guard lock(mutex_);
  // Calls of an earlier connection from the same port may be under way.
  Counts& counts = counts_[peer];
  counts = {.open = true, .under_way = counts.under_way};
}

void ConnectionCalls::Closed(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  const auto it = counts_.find(peer);
  if (it == counts_.end()) return;
  it->second.open = false;
  DropIfOver(it);
}

void ConnectionCalls::Begin(const std::string& peer, bool is_ours) {
  if (peer.empty()) return;
  const std::lock_guard lock(mutex_);
  const auto it = counts_.try_emplace(peer).first;
  if (is_ours) ++it->second.begun;
  if (++it->second.under_way > under_way_max_) Tell(it, "it heeds no limit of streams");
}

void ConnectionCalls::End(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  const auto it = counts_.find(peer);
  if (it == counts_.end()) return;
  --it->second.under_way;
  DropIfOver(it);
}

void ConnectionCalls::GivenUp(const std::string& peer, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  const auto it = counts_.find(peer);
  if (it == counts_.end()) return;
  Counts& counts = it->second;
  if (now - counts.since >= kGivingUp) {
    counts.given_up = 0;
    counts.since = now;
  }
  if (++counts.given_up > under_way_max_) Tell(it, "it gives up more calls than it awaits");
}

uint64_t ConnectionCalls::begun(const std::string& peer) const {
  const std::lock_guard lock(mutex_);
  const auto it = counts_.find(peer);
  return it == counts_.end() ? 0 : it->second.begun;
}

void ConnectionCalls::Tell(Map::iterator it, std::string_view why) {
  if (it->second.told || !heedless_) return;
  it->second.told = true;
  heedless_(it->first, why);
}

void ConnectionCalls::DropIfOver(Map::iterator it) {
  if (!it->second.open && it->second.under_way == 0) counts_.erase(it);
}

}  // namespace imageco::server
