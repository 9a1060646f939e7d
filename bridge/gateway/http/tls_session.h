#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_TLS_SESSION_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_TLS_SESSION_H_

#include <curl/curl.h>
#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace imageco::bridge::gateway {

// Makes the connections of `easy` tell their alerts, and keep their secrets: libcurl writes them to
// the file that SSLKEYLOGFILE names otherwise.
void AttachTls(CURL* easy);

// OpenSSL's side of a connection of libcurl's, of an easy handle to which AttachTls was done. Must
// outlive the connection; what its alerts were is known after it too.
class TlsSession {
 public:
  // Of the connection that `easy` uses; nothing in plaintext. Callable from libcurl's callbacks.
  static std::unique_ptr<TlsSession> Of(CURL* easy);

  // Whether OpenSSL holds bytes that it took from the socket and nobody has read.
  bool HasPending() const { return SSL_has_pending(ssl_) != 0; }

  // Takes from the socket `fd` what is no part of an answer: session tickets. False: there is more,
  // or the connection has ended.
  bool TakeTickets(int fd);

  // Whether the gateway has said that nothing follows (close_notify). What ends without was cut.
  bool WasClosed() const;
  // The gateway's fatal alert, in OpenSSL's words; empty without one.
  std::string Alert() const;

  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

 private:
  explicit TlsSession(SSL* ssl);

  // libcurl's own. A reference would keep it, but not the functions of libcurl's that it uses.
  SSL* const ssl_;
  int alert_ = 0;  // the last one, as OpenSSL has it: the level, then the kind
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_TLS_SESSION_H_
