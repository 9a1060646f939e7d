#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CONNECTION_SOCKETS_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CONNECTION_SOCKETS_H_

#include <curl/curl.h>

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "bridge/gateway/http/socket_watches.h"

namespace imageco::bridge::gateway {

// The two ends of a connection, as libcurl tells them to a CURLOPT_PREREQFUNCTION.
struct ConnectionEnds {
  const char* local_ip;
  int local_port;
  const char* remote_ip;
  int remote_port;
};

// Opens and closes libcurl's sockets, to find the one that a transfer is about to write to: asked
// at that moment, libcurl 7.88 knows no CURLINFO_ACTIVESOCKET.
class ConnectionSockets {
 public:
  enum class State {
    kNew,   // not looked at before
    kIdle,  // used before, open, and nothing has come in since: fit for use
    kDead,  // used before and closed or written to by its peer, or unknown
  };

  // `watches` hears of each socket.
  explicit ConnectionSockets(SocketWatches& watches) : watches_(watches) {}
  ConnectionSockets(const ConnectionSockets&) = delete;
  ConnectionSockets& operator=(const ConnectionSockets&) = delete;

  // Makes `easy` open its sockets here. The connections it makes must not outlive this object.
  void Attach(CURL* easy);

  // What the kernel knows of the connection between `ends` at this moment. What has come in unasked
  // counts as its end: with TLS a farewell (close_notify) looks like any other record.
  State LookAt(const ConnectionEnds& ends);

 private:
  static curl_socket_t Open(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int Close(void* self, curl_socket_t fd);

  SocketWatches& watches_;
  // Not looked at before. libcurl closes some of them without telling (see SocketWatches): they
  // stay until their numbers come again.
  std::vector<int> unnamed_;
  absl::flat_hash_map<std::string, int> named_;  // by both ends
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CONNECTION_SOCKETS_H_
