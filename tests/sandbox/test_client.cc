#include "tests/sandbox/test_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace imageco::sandbox {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using X509Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

constexpr std::chrono::seconds kPatience{10};
constexpr std::chrono::milliseconds kSilence{100};
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kLength = "Content-Length: ";

void Require(bool worked) {
  if (!worked) std::abort();
}

Bio Memory(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
}

X509Certificate ReadCertificate(const std::string& pem) {
  return {PEM_read_bio_X509(Memory(pem).get(), nullptr, nullptr, nullptr), X509_free};
}

Context MakeContext(const std::string& authority_pem, const std::optional<Certificate>& own) {
  Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  const X509Certificate authority = ReadCertificate(authority_pem);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), authority.get());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (!own) return context;
  const X509Certificate certificate = ReadCertificate(own->certificate_pem);
  const Bio memory = Memory(own->key_pem);
  const Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  Require(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1);
  Require(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1);
  return context;
}

void SetPatience(int fd, std::chrono::milliseconds patience) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
  const std::chrono::microseconds rest = patience - seconds;
  const timeval timeout{seconds.count(), rest.count()};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
}

// The length of the whole answer that `bytes` begin; nullopt while its head is not complete.
std::optional<std::size_t> AnswerLength(const std::string& bytes) {
  const std::size_t head_end = bytes.find(kHeadEnd);
  if (head_end == std::string::npos) return std::nullopt;
  const std::size_t length = bytes.find(kLength);
  if (length == std::string::npos || length > head_end) return std::nullopt;
  return head_end + kHeadEnd.size() + std::stoul(bytes.substr(length + kLength.size()));
}

}  // namespace

TestClient::Socket::~Socket() { close(fd); }

TestClient::TestClient(std::uint16_t port)
    : socket_(std::make_unique<Socket>(socket(AF_INET, SOCK_STREAM, 0))) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  SetPatience(socket_->fd, kPatience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Require(connect(socket_->fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
}

TestClient TestClient::Plain(std::uint16_t port) { return TestClient(port); }

TestClient TestClient::Tls(std::uint16_t port, const std::string& authority_pem,
                           const std::optional<Certificate>& own) {
  TestClient client(port);
  const Context context = MakeContext(authority_pem, own);
  client.ssl_.reset(SSL_new(context.get()));
  Require(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(client.ssl_.get()), "127.0.0.1") == 1);
  SSL_set_fd(client.ssl_.get(), client.socket_->fd);
  const int result = SSL_connect(client.ssl_.get());
  if (result != 1) client.EndBy(result);
  return client;
}

bool TestClient::Send(std::string_view bytes) {
  const auto size = static_cast<ssize_t>(bytes.size());
  if (ssl_) return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(size)) == size;
  return send(socket_->fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) == size;
}

void TestClient::FinishSending() { shutdown(socket_->fd, SHUT_WR); }

std::string TestClient::ReadBytes(std::size_t bytes) {
  while (unread_.size() < bytes && Fill(kPatience)) continue;
  return Take(bytes);
}

std::string TestClient::ReadAnswer() {
  while (!AnswerLength(unread_) && Fill(kPatience)) continue;
  return ReadBytes(AnswerLength(unread_).value_or(unread_.size()));
}

Received TestClient::ReadToEnd() {
  while (Fill(kPatience)) continue;
  return {Take(unread_.size()), end_};
}

bool TestClient::IsSilent() {
  return unread_.empty() && !Fill(kSilence) && end_ == StreamEnd::kOpen;
}

std::string TestClient::Take(std::size_t bytes) {
  std::string taken = unread_.substr(0, bytes);
  unread_.erase(0, bytes);
  return taken;
}

// Waits for more to read; false if the connection ends, or nothing comes for so long.
bool TestClient::Fill(std::chrono::milliseconds patience) {
  if (end_ != StreamEnd::kOpen) return false;
  SetPatience(socket_->fd, patience);
  std::array<char, 4096> buffer;
  errno = 0;
  const ssize_t received = Receive(buffer.data(), buffer.size());
  if (received <= 0) {
    EndBy(received);
    return false;
  }
  unread_.append(buffer.data(), static_cast<std::size_t>(received));
  return true;
}

ssize_t TestClient::Receive(char* data, std::size_t bytes_max) {
  if (!ssl_) return recv(socket_->fd, data, bytes_max, 0);
  ERR_clear_error();
  return SSL_read(ssl_.get(), data, static_cast<int>(bytes_max));
}

// Finds out how the stream ended from the last failing call, whose errno still stands.
void TestClient::EndBy(ssize_t result) {
  const int last_errno = errno;
  if (ssl_ && SSL_get_error(ssl_.get(), static_cast<int>(result)) == SSL_ERROR_ZERO_RETURN) {
    end_ = StreamEnd::kCloseNotify;
  } else if (last_errno == ECONNRESET || last_errno == EPIPE) {
    end_ = StreamEnd::kReset;
  } else if (last_errno != EAGAIN) {
    end_ = StreamEnd::kFin;
  }
}

}  // namespace imageco::sandbox
