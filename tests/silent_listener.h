#ifndef IMAGECO_TESTS_SILENT_LISTENER_H_
#define IMAGECO_TESTS_SILENT_LISTENER_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"

namespace imageco {

// A port of loopback at which nobody answers. Connects hang there: its queue is full, so that the
// kernel drops further SYNs, as a firewall does that swallows them.
class SilentListener {
 public:
  explicit SilentListener(int family = AF_INET, int port = 0) : SilentListener(family, port, 0) {
    Fill();
  }

  // One where connects succeed, and hear nothing more.
  static SilentListener ThatConnects(int family = AF_INET, int port = 0) {
    return SilentListener(family, port, kQueue);
  }

  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;
  ~SilentListener() {
    for (const int fd : connecting_) close(fd);
    Refuse();
  }

  int port() const { return port_; }

  // How many connects wait, those that fill the queue aside.
  size_t waiting() const {
    const std::string to_port = absl::StrFormat(":%04X 02 ", port_);  // SYN_SENT, in /proc/net/tcp
    std::ifstream table(family_ == AF_INET ? "/proc/net/tcp" : "/proc/net/tcp6");
    size_t waiting = 0;
    for (std::string line; std::getline(table, line);) {
      if (line.find(to_port) != std::string::npos) ++waiting;
    }
    return waiting - connecting_.size() + 1;  // the first is connected
  }

  // Refuses from now on: whoever still waits hears so at its next SYN, a second or more later.
  void Refuse() {
    if (listener_ >= 0) close(listener_);
    listener_ = -1;
  }

 private:
  static constexpr int kQueue = 4096;

  SilentListener(int family, int port, int queue) : family_(family) {
    sockaddr_storage address = Loopback(port);
    listener_ = Open();
    const int on = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    socklen_t bytes = sizeof(address);
    if (bind(listener_, AsAddress(address), AddressBytes()) != 0 || listen(listener_, queue) != 0 ||
        getsockname(listener_, AsAddress(address), &bytes) != 0) {
      std::abort();
    }
    port_ = ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);  // as in sockaddr_in6
  }

  static sockaddr* AsAddress(sockaddr_storage& address) {
    return reinterpret_cast<sockaddr*>(&address);
  }
  int Open() const { return socket(family_, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }
  socklen_t AddressBytes() const {
    return family_ == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  }
  sockaddr_storage Loopback(int port) const {
    sockaddr_storage address = {};
    address.ss_family = static_cast<sa_family_t>(family_);
    if (family_ == AF_INET) {
      auto& v4 = reinterpret_cast<sockaddr_in&>(address);
      v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      v4.sin_port = htons(static_cast<in_port_t>(port));
    } else {
      auto& v6 = reinterpret_cast<sockaddr_in6&>(address);
      v6.sin6_addr = in6addr_loopback;
      v6.sin6_port = htons(static_cast<in_port_t>(port));
    }
    return address;
  }

  // Loopback connects at once or not at all, so the first that does not connect has filled it.
  void Fill() {
    constexpr int kAtOnceMs = 100;
    sockaddr_storage address = Loopback(port_);
    pollfd connected = {};
    do {
      connected = {Open(), POLLOUT, 0};
      connecting_.push_back(connected.fd);
      connect(connected.fd, AsAddress(address), AddressBytes());
    } while (poll(&connected, 1, kAtOnceMs) == 1);
  }

  const int family_;
  int listener_ = -1;
  int port_ = 0;
  std::vector<int> connecting_;
};

}  // namespace imageco

#endif  // IMAGECO_TESTS_SILENT_LISTENER_H_
