#include "tests/bridge/gateway/http/scripted_peer.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <utility>

#include <gtest/gtest.h>

namespace imageco::bridge::gateway {
namespace {

base::OpensslOwned<SSL_CTX> MakeContext(const PeerTls& tls) {
  base::OpensslOwned<SSL_CTX> context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_max_proto_version(context.get(), tls.version_max);
  SSL_CTX_use_certificate(context.get(), tls.identity->certificate.get());
  SSL_CTX_use_PrivateKey(context.get(), tls.identity->key.get());
  if (tls.client_authority != nullptr) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()),
                        tls.client_authority->certificate.get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>("t"), 1);
  }
  return context;
}

// Bytes of the first request in `text`, head and body; 0 while it is not complete.
size_t RequestBytes(const std::string& text) {
  constexpr std::string_view kHeadEnd = "\r\n\r\n";
  constexpr std::string_view kLength = "Content-Length: ";
  const size_t head_end = text.find(kHeadEnd);
  if (head_end == std::string::npos) return 0;
  const size_t length = text.find(kLength);
  if (length > head_end) return 0;
  const size_t bytes = head_end + kHeadEnd.size() +
                       std::strtoul(text.c_str() + length + kLength.size(), nullptr, 10);
  return text.size() >= bytes ? bytes : 0;
}

// Loopback delivers at once, but not by contract: returns when all that was sent is acknowledged,
// which includes the end (FIN) after a shutdown.
void WaitUntilArrived(int fd) {
  int unacknowledged = 0;
  do {
    std::this_thread::yield();
    ioctl(fd, SIOCOUTQ, &unacknowledged);
  } while (unacknowledged > 0);
}

void WaitUntilEndArrived(int fd) {
  tcp_info info = {};
  do {
    std::this_thread::yield();
    socklen_t bytes = sizeof(info);
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &bytes);
  } while (info.tcpi_state == TCP_FIN_WAIT1 || info.tcpi_state == TCP_CLOSING ||
           info.tcpi_state == TCP_LAST_ACK);
}

// OpenSSL writes without MSG_NOSIGNAL. For this thread alone: the client's must do without.
void BlockSigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

PeerConnection::PeerConnection(PeerConnection&& other) noexcept
    : peer_(other.peer_),
      fd_(std::exchange(other.fd_, -1)),
      ssl_(std::move(other.ssl_)),
      pending_(std::move(other.pending_)) {}

PeerConnection::~PeerConnection() { CloseFd(); }

bool PeerConnection::Handshake(SSL_CTX* context) {
  ssl_.reset(SSL_new(context));
  SSL_set_fd(ssl_.get(), fd_);
  return SSL_accept(ssl_.get()) == 1;
}

int PeerConnection::Read(char* bytes, int bytes_max) {
  if (ssl_) return SSL_read(ssl_.get(), bytes, bytes_max);
  return static_cast<int>(recv(fd_, bytes, bytes_max, 0));
}

std::string PeerConnection::ReadRequest() {
  while (fd_ >= 0 && RequestBytes(pending_) == 0) ReadSome();
  if (fd_ < 0) return "";
  const size_t bytes = RequestBytes(pending_);
  peer_.requests_.push_back(pending_.substr(0, bytes));
  pending_.erase(0, bytes);
  return peer_.requests_.back();
}

void PeerConnection::ReadSome() {
  if (fd_ < 0) return;
  char bytes[65536];
  const int count = Read(bytes, sizeof(bytes));
  if (count <= 0) return CloseFd();
  pending_.append(bytes, count);
}

void PeerConnection::Write(std::string_view bytes) {
  if (fd_ < 0 || bytes.empty()) return;
  if (ssl_) {
    SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
  } else {
    send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }
}

void PeerConnection::WriteWhole(std::string_view bytes) {
  Write(bytes);
  if (fd_ >= 0) WaitUntilArrived(fd_);
}

void PeerConnection::TakeFewBytes() {
  const int few_bytes = 4096;
  setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &few_bytes, sizeof(few_bytes));
}

void PeerConnection::Cork() {
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_CORK, &on, sizeof(on));
}

void PeerConnection::Uncork() {
  const int off = 0;
  setsockopt(fd_, IPPROTO_TCP, TCP_CORK, &off, sizeof(off));
}

void PeerConnection::Close() {
  if (fd_ >= 0 && ssl_) SSL_shutdown(ssl_.get());
  CloseAbruptly();
}

void PeerConnection::CloseAbruptly() {
  if (fd_ < 0) return;
  shutdown(fd_, SHUT_WR);
  WaitUntilEndArrived(fd_);
  CloseFd();
}

void PeerConnection::Reset() {
  if (fd_ < 0) return;
  const linger at_once = {1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  CloseFd();
}

void PeerConnection::SendTicket() {
  if (fd_ < 0) return;
  SSL_new_session_ticket(ssl_.get());
  SSL_do_handshake(ssl_.get());
  WaitUntilArrived(fd_);
}

void PeerConnection::WaitForEnd() {
  char bytes[4096];
  while (fd_ >= 0 && recv(fd_, bytes, sizeof(bytes), 0) > 0) {
  }
}

void PeerConnection::CloseFd() {
  if (fd_ >= 0) close(fd_);
  fd_ = -1;
}

ScriptedPeer::ScriptedPeer(Script script) : ScriptedPeer(PeerTls{}, std::move(script)) {}

ScriptedPeer::ScriptedPeer(PeerTls tls, Script script, int family)
    : listener_(socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0)), finished_(eventfd(0, 0)) {
  if (tls.identity != nullptr) tls_ = MakeContext(tls);
  sockaddr_in6 storage = {};
  auto* const address = reinterpret_cast<sockaddr*>(&storage);
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
  socklen_t bytes = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  address->sa_family = static_cast<sa_family_t>(family);
  if (family == AF_INET) {
    v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else {
    storage.sin6_addr = in6addr_loopback;
  }
  EXPECT_EQ(bind(listener_, address, bytes), 0);
  EXPECT_EQ(listen(listener_, 64), 0);
  getsockname(listener_, address, &bytes);
  port_ = ntohs(v4.sin_port);  // as in sockaddr_in6
  thread_ = std::thread([this, script = std::move(script)] {
    BlockSigpipe();
    script(*this);
  });
}

ScriptedPeer::~ScriptedPeer() {
  Finish();
  StopListening();
  close(finished_);
}

void ScriptedPeer::Finish() {
  if (!thread_.joinable()) return;
  eventfd_write(finished_, 1);
  thread_.join();
}

int ScriptedPeer::AcceptFd() {
  pollfd ready[2] = {{listener_, POLLIN, 0}, {finished_, POLLIN, 0}};
  poll(ready, 2, -1);
  const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd < 0) return fd;
  ++connections_;
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  return fd;
}

PeerConnection ScriptedPeer::AcceptSilently() { return PeerConnection(*this, AcceptFd()); }

PeerConnection ScriptedPeer::Accept() {
  PeerConnection connection = AcceptSilently();
  Handshake(connection);
  return connection;
}

void ScriptedPeer::Handshake(PeerConnection& connection) {
  if (connection.fd_ >= 0 && tls_ && !connection.Handshake(tls_.get())) connection.CloseFd();
}

void ScriptedPeer::StopListening() {
  if (listener_ >= 0) close(listener_);
  listener_ = -1;
}

void ScriptedPeer::AnswerTheRest(std::string_view answer) {
  for (int fd = AcceptFd(); fd >= 0; fd = AcceptFd()) {
    PeerConnection connection(*this, fd);
    if (tls_ && !connection.Handshake(tls_.get())) continue;
    while (connection.fd_ >= 0) {
      connection.ReadRequest();
      connection.Write(answer);
    }
  }
}

}  // namespace imageco::bridge::gateway
