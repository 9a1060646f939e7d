#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CONNECTION_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CONNECTION_H_

#include <curl/curl.h>
#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "bridge/gateway/http/tls_session.h"

namespace imageco::bridge::gateway {

// One connection to a gateway, below libcurl: what has come in that nobody asked for, and what has
// left. libcurl owns the socket, and says when it is to be closed.
class Connection {
 public:
  // What the next message would find.
  enum class State {
    kQuiet,  // nothing: fit for use
    kSpoke,  // bytes that belong to no message
    kEnded,  // the peer's end, or a fault
  };

  // A socket that is to be connected to `remote`; nothing where the system gives none.
  static std::unique_ptr<Connection> Open(const curl_sockaddr& remote);

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }  // -1 once closed
  // Both ends, as in ToName; once connected, even where the connection has been reset since.
  std::string name() const;

  // The TLS that it speaks, before the first message. Nothing: plaintext.
  void UseTls(std::unique_ptr<TlsSession> tls) { tls_ = std::move(tls); }
  const TlsSession* tls() const { return tls_.get(); }

  // Which of the transport's connections it is one of, as the transport counts them.
  uint64_t generation() const { return generation_; }
  void set_generation(uint64_t generation) { generation_ = generation; }

  // Looks at the socket and at what OpenSSL has taken from it, at this moment. Before the first
  // message a TLS peer may have sent its session tickets; after it, what has come in unasked counts
  // as the end, since a farewell (close_notify) looks like any other record.
  State Look();

  // A message is written from now on.
  void BeginMessage();
  // The message's answer begins, or is known to: false where this machine still holds bytes of the
  // message that the peer's has not acknowledged. It cannot be that message's answer then.
  bool BeginAnswer();
  // Whether not one byte has left this machine since BeginMessage, provably: the connection was
  // reset before. Known once it is closed.
  bool sent_nothing() const { return sent_nothing_; }

  // Where a message was given up that the peer has not acknowledged, what the kernel holds of it is
  // dropped: it would go on sending for minutes otherwise, as it would were the process to end.
  void Close();
  // libcurl has closed the socket without a word; its number may be another's by now.
  void Forget() { fd_ = -1; }

 private:
  Connection(int fd, const sockaddr& remote);

  int fd_;
  const std::string remote_ip_;
  const int remote_port_;
  std::unique_ptr<TlsSession> tls_;
  uint64_t generation_ = 0;
  bool has_been_used_ = false;
  bool message_under_way_ = false;
  uint64_t bytes_sent_before_ = 0;
  bool sent_nothing_ = false;
};

// "local ip|port|remote ip|port", as ends are told by libcurl.
std::string ToName(const char* local_ip, int local_port, const char* remote_ip, int remote_port);
// "192.0.2.1", "2001:db8::1"; empty for what is neither.
std::string IpOf(const sockaddr& address);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CONNECTION_H_
