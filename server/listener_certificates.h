#ifndef IMAGECO_SERVER_LISTENER_CERTIFICATES_H_
#define IMAGECO_SERVER_LISTENER_CERTIFICATES_H_

#include <grpc/grpc_security.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// What the listener shows of itself, and the authorities of its callers; as text in PEM.
struct ListenerPem {
  std::string certificates;
  std::string private_key;
  std::string client_authorities;  // empty: callers show no certificate
  friend bool operator==(const ListenerPem&, const ListenerPem&) = default;
};

// Reads the files of `tls`. InvalidArgumentError names every fault with its setting: a file that
// cannot be read or holds nothing of its kind, a key with a password, a key of another certificate.
absl::StatusOr<ListenerPem> ReadListenerPem(const bridge::config::v1::ServerTls& tls);

// What an operator should know of `pem` that serves all the same, a sentence each with its setting:
// a certificate has expired or is not valid yet, or a chain is not in order.
std::vector<std::string> DoubtsAbout(const ListenerPem& pem, absl::Time now);

// Logs each as a warning.
void LogDoubts(const ListenerPem& pem);

// Gives gRPC the certificates of the listener, and new ones when their files change: the last that
// were good stay where the new ones are not, which is logged. Files are looked at by a handshake,
// one in `look_interval` at most. gRPC's own watcher ends the process where a file is empty or is a
// folder, and serves a key beside another's certificate. Any thread.
class ListenerCertificates {
 public:
  // `pem` is what the files of `tls` held.
  ListenerCertificates(bridge::config::v1::ServerTls tls, ListenerPem pem,
                       std::chrono::nanoseconds look_interval = std::chrono::seconds(2));
  ListenerCertificates(const ListenerCertificates&) = delete;
  ListenerCertificates& operator=(const ListenerCertificates&) = delete;

  // Whether callers are asked for a certificate.
  grpc_ssl_client_certificate_request_type request_type() const;

  // Until when all that is shown now is valid. Any thread.
  std::optional<absl::Time> expiry() const;

  // As grpc_ssl_server_certificate_config_callback, with this object as its data.
  static grpc_ssl_certificate_config_reload_status Fetch(
      void* self, grpc_ssl_server_certificate_config** config);

 private:
  void LookAtFiles();

  const bridge::config::v1::ServerTls tls_;
  const std::chrono::nanoseconds look_interval_;

  // Not absl::Mutex, as in EpollLoop. Guards all that follows.
  mutable std::mutex mutex_;
  ListenerPem pem_;
  bool is_new_ = true;  // gRPC has not got it yet
  std::chrono::steady_clock::time_point next_look_;
  std::string last_fault_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LISTENER_CERTIFICATES_H_
