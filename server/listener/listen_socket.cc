#include "server/listener/listen_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace imageco::server {
namespace {

using bridge::base::OwnedFd;

constexpr std::string_view kUnixPrefix = "unix:";

struct AddrinfoFree {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Addrinfos = std::unique_ptr<addrinfo, AddrinfoFree>;

absl::Status SystemError(const char* what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

// Of bind, with what most often is behind it.
absl::Status BindError() {
  const char* said = std::strerror(errno);
  switch (errno) {
    case EADDRINUSE:
      return absl::UnavailableError(absl::StrCat("somebody listens there already (", said, ")"));
    case EADDRNOTAVAIL:
      return absl::UnavailableError(absl::StrCat("it is no address of this machine (", said, ")"));
    case EACCES:
      return absl::UnavailableError(absl::StrCat(
          "this user may not: a port below 1024 wants CAP_NET_BIND_SERVICE, a socket a folder that "
          "it may write (",
          said, ")"));
    default:
      return SystemError("bind");
  }
}

struct HostPort {
  std::string host;
  std::string port;
};

absl::StatusOr<HostPort> SplitHostPort(const std::string& address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == address.size()) {
    return absl::InvalidArgumentError("it is not HOST:PORT");
  }
  HostPort split = {address.substr(0, colon), address.substr(colon + 1)};
  if (split.host.size() > 2 && split.host.front() == '[' && split.host.back() == ']') {
    split.host = split.host.substr(1, split.host.size() - 2);
  }
  return split;
}

absl::StatusOr<Addrinfos> Resolve(const HostPort& where) {
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error = getaddrinfo(where.host.c_str(), where.port.c_str(), &hints, &list);
  if (error != 0) return absl::UnavailableError(gai_strerror(error));
  return Addrinfos(list);
}

in_port_t& PortOf(sockaddr_storage& address) {
  // At the same place in sockaddr_in6.
  return reinterpret_cast<sockaddr_in&>(address).sin_port;
}

OwnedFd OpenSocket(int family) {
  return OwnedFd(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

sockaddr_un ToUnixAddress(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return address;
}

bool SomebodyListensOn(const sockaddr_un& address) {
  const OwnedFd probe = OpenSocket(AF_UNIX);
  return connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 ||
         errno == EAGAIN;  // its queue is full
}

bool IsSocket(const std::string& path) {
  struct stat file = {};
  return lstat(path.c_str(), &file) == 0 && S_ISSOCK(file.st_mode);
}

absl::Status BindUnix(int fd, const std::string& path) {
  const sockaddr_un address = ToUnixAddress(path);
  const auto* as_address = reinterpret_cast<const sockaddr*>(&address);
  if (bind(fd, as_address, sizeof(address)) == 0) return absl::OkStatus();
  if (errno != EADDRINUSE) return BindError();
  if (!IsSocket(path)) {
    return absl::UnavailableError(
        "something that is no socket stands there (Address already in use)");
  }
  if (SomebodyListensOn(address)) return absl::UnavailableError("somebody listens on it");
  unlink(path.c_str());
  if (bind(fd, as_address, sizeof(address)) != 0) return BindError();
  return absl::OkStatus();
}

}  // namespace

class ListenSocketMaker {
 public:
  static absl::StatusOr<ListenSocket> ListenUnix(const std::string& path) {
    if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
      return absl::InvalidArgumentError("the path of a Unix socket has 1 to 107 bytes");
    }
    OwnedFd fd = OpenSocket(AF_UNIX);
    if (!fd) return SystemError("socket");
    if (absl::Status bound = BindUnix(fd.get(), path); !bound.ok()) return bound;
    ListenSocket made(std::move(fd), path);
    // Nobody can connect before listen, so that its mode holds from the first on.
    if (chmod(path.c_str(), kUnixSocketMode) != 0) return SystemError("chmod");
    if (listen(made.fd(), SOMAXCONN) != 0) return SystemError("listen");
    return made;
  }

  // `port`, where it is not 0, takes the place of the address's.
  static absl::StatusOr<ListenSocket> ListenTcp(const addrinfo& info, int port) {
    OwnedFd fd = OpenSocket(info.ai_family);
    if (!fd) return SystemError("socket");
    const int on = 1;
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_storage address = {};
    std::memcpy(&address, info.ai_addr, info.ai_addrlen);
    if (port != 0) PortOf(address) = htons(static_cast<in_port_t>(port));
    if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), info.ai_addrlen) != 0) {
      return BindError();
    }
    if (listen(fd.get(), SOMAXCONN) != 0) return SystemError("listen");
    return ListenSocket(std::move(fd), "");
  }
};

ListenSocket::~ListenSocket() {
  if (fd_ && !path_.empty()) unlink(path_.c_str());
}

int ListenSocket::port() const {
  if (!path_.empty()) return 0;
  sockaddr_storage bound = {};
  socklen_t bytes = sizeof(bound);
  getsockname(fd(), reinterpret_cast<sockaddr*>(&bound), &bytes);
  return ntohs(PortOf(bound));
}

sockaddr_storage ListenSocket::reached_at(socklen_t& bytes) const {
  sockaddr_storage bound = {};
  bytes = sizeof(bound);
  getsockname(fd(), reinterpret_cast<sockaddr*>(&bound), &bytes);
  auto& v4 = reinterpret_cast<sockaddr_in&>(bound);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(bound);
  if (bound.ss_family == AF_INET && v4.sin_addr.s_addr == htonl(INADDR_ANY)) {
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else if (bound.ss_family == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&v6.sin6_addr)) {
    v6.sin6_addr = in6addr_loopback;
  }
  return bound;
}

absl::StatusOr<std::vector<ListenSocket>> ListenOn(const std::string& address) {
  std::vector<ListenSocket> sockets;
  if (absl::StartsWith(address, kUnixPrefix.data())) {
    auto made = ListenSocketMaker::ListenUnix(address.substr(kUnixPrefix.size()));
    if (!made.ok()) return made.status();
    sockets.push_back(*std::move(made));
    return sockets;
  }
  const absl::StatusOr<HostPort> where = SplitHostPort(address);
  if (!where.ok()) return where.status();
  const absl::StatusOr<Addrinfos> resolved = Resolve(*where);
  if (!resolved.ok()) return resolved.status();
  absl::Status fault;
  for (const addrinfo* info = resolved->get(); info != nullptr; info = info->ai_next) {
    auto made = ListenSocketMaker::ListenTcp(*info, sockets.empty() ? 0 : sockets[0].port());
    if (made.ok()) {
      sockets.push_back(*std::move(made));
    } else if (fault.ok()) {
      fault = made.status();
    }
  }
  // A name with an address that this machine does not have, such as ::1, is served by the others.
  if (sockets.empty()) return fault;
  return sockets;
}

}  // namespace imageco::server
