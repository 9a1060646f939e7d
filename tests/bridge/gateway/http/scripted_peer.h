#ifndef IMAGECO_TESTS_BRIDGE_GATEWAY_HTTP_SCRIPTED_PEER_H_
#define IMAGECO_TESTS_BRIDGE_GATEWAY_HTTP_SCRIPTED_PEER_H_

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/bridge/certificates/test_certificates.h"

namespace imageco::bridge::gateway {

class ScriptedPeer;

// The peer's end of one connection, with blocking sockets. Once it has ended, all its functions do
// nothing. Closes when it goes.
class PeerConnection {
 public:
  PeerConnection(PeerConnection&& other) noexcept;
  ~PeerConnection();

  bool ended() const { return fd_ < 0; }

  // Reads one request, head and body, and notes it with the peer if it came in whole.
  std::string ReadRequest();
  // Reads what is there, at least a byte.
  void ReadSome();
  void Write(std::string_view bytes);
  // Returns when the other end's kernel has it.
  void WriteWhole(std::string_view bytes);
  // Takes in few bytes at a time from now on.
  void TakeFewBytes();
  // What is written from now on, and what a handshake writes, leaves at once at Uncork.
  void Cork();
  void Uncork();

  // Ends it in good order (with TLS: close_notify), and returns when the other end's kernel knows.
  void Close();
  // Ends it without close_notify.
  void CloseAbruptly();
  void Reset();
  // Sends a TLS session ticket that nobody has asked for, and returns when it has arrived.
  void SendTicket();
  // Returns when the other end has closed or reset it.
  void WaitForEnd();

 private:
  friend class ScriptedPeer;
  PeerConnection(ScriptedPeer& peer, int fd) : peer_(peer), fd_(fd) {}

  bool Handshake(SSL_CTX* context);
  int Read(char* bytes, int bytes_max);
  void CloseFd();

  ScriptedPeer& peer_;
  int fd_;
  base::OpensslOwned<SSL> ssl_;
  std::string pending_;
};

// How the peer speaks TLS.
struct PeerTls {
  const TestIdentity* identity = nullptr;          // unset: plaintext
  const TestIdentity* client_authority = nullptr;  // set: the client must show a certificate
  int version_max = 0;                             // as OpenSSL has it; 0: the newest
};

// A gateway on loopback that does what a test's script says, on a thread of its own.
class ScriptedPeer {
 public:
  using Script = std::function<void(ScriptedPeer&)>;

  explicit ScriptedPeer(Script script);
  // `family`: AF_INET6 for one on ::1.
  ScriptedPeer(PeerTls tls, Script script, int family = AF_INET);
  ScriptedPeer(const ScriptedPeer&) = delete;
  ~ScriptedPeer();

  int port() const { return port_; }

  // For scripts. Waits for the next connection and, with TLS, its handshake. An ended one where
  // the handshake fails, or the test finishes first.
  PeerConnection Accept();
  // Takes a connection without handshake.
  PeerConnection AcceptSilently();
  // Speaks TLS on it, where the peer does; what it is then, as Accept.
  void Handshake(PeerConnection& connection);
  // Refuses connections from now on.
  void StopListening();
  // Answers whatever else comes until the test finishes, so that nothing goes unnoticed.
  void AnswerTheRest(std::string_view answer);

  // Ends the script, after all connections and requests that the client has made, which must be
  // closed by then. What follows is known only then.
  void Finish();
  // Complete requests, in the order in which they were read.
  const std::vector<std::string>& requests() const { return requests_; }
  int connections() const { return connections_; }

 private:
  friend class PeerConnection;

  int AcceptFd();

  int listener_ = -1;
  int finished_ = -1;
  int port_ = 0;
  base::OpensslOwned<SSL_CTX> tls_;
  int connections_ = 0;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_BRIDGE_GATEWAY_HTTP_SCRIPTED_PEER_H_
