#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CONNECTION_SOCKETS_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CONNECTION_SOCKETS_H_

#include <curl/curl.h>

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "bridge/gateway/http/connection.h"
#include "bridge/gateway/http/socket_watches.h"

namespace imageco::bridge::gateway {

// The connections of all easy handles of a multi handle. libcurl decides when one is closed, and
// who has sent a message on it asks afterwards how it ended: hence shared pointers.
class ConnectionSockets {
 public:
  // `watches` hears of each socket.
  explicit ConnectionSockets(SocketWatches& watches) : watches_(watches) {}
  ConnectionSockets(const ConnectionSockets&) = delete;
  ConnectionSockets& operator=(const ConnectionSockets&) = delete;

  // Makes `easy` close its sockets here, where they must have been opened. The connections it makes
  // must not outlive this object.
  void Attach(CURL* easy);

  // A socket for `address`; nothing where the system gives none.
  std::shared_ptr<Connection> Open(const curl_sockaddr& address);

  // `connection`, which is `name`, is to be found by that from now on.
  void Keep(const std::shared_ptr<Connection>& connection, std::string name);
  // The open connection that is kept under that name; nothing without one.
  std::shared_ptr<Connection> Find(const std::string& name) const;

  // How many are kept and open.
  size_t kept() const { return fds_.size(); }

 private:
  struct Entry {
    std::shared_ptr<Connection> connection;
    std::string name;  // empty: it is not kept
  };

  static int Close(void* self, curl_socket_t fd);
  void Remove(int fd);

  SocketWatches& watches_;
  // libcurl closes some without telling (see SocketWatches): they stay until their numbers come
  // again.
  absl::flat_hash_map<int, Entry> by_fd_;
  absl::flat_hash_map<std::string, int> fds_;  // of those that are kept, by name
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CONNECTION_SOCKETS_H_
