#ifndef IMAGECO_SERVER_LISTENER_LISTENER_PROBE_H_
#define IMAGECO_SERVER_LISTENER_LISTENER_PROBE_H_

#include <sys/socket.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/owned_fd.h"
#include "server/listener/listen_socket.h"

namespace imageco::server {

// Where a probe connects.
struct Place {
  sockaddr_storage address = {};
  socklen_t bytes = 0;
};
std::vector<Place> PlacesOf(const std::vector<ListenSocket>& sockets);

// What a gRPC client says first in plaintext, which a server answers: the preface of HTTP/2 and an
// empty SETTINGS frame (RFC 9113, 3.4).
std::string PlaintextGreeting();

// The same over TLS: a ClientHello that offers h2. Empty where OpenSSL makes none.
std::string TlsGreeting();

struct ListenerProbeOptions {
  std::chrono::nanoseconds interval = std::chrono::seconds(5);
  // How long an answer may take.
  std::chrono::nanoseconds answer_max = std::chrono::seconds(5);
  // How long nobody may have answered until the listener is given up.
  std::chrono::nanoseconds deaf_after = std::chrono::seconds(30);
};

// Asks the process's own listener again and again, as a client would, from a thread of its own.
class ListenerProbe {
 public:
  // `report`: what is wrong, or nothing; after each look. `deaf`: called once, where nobody has
  // answered for too long. A listener that turns people away is wrong, and not deaf.
  // ResourceExhaustedError: the system has no descriptor or thread left.
  static absl::StatusOr<std::unique_ptr<ListenerProbe>> Make(
      std::vector<Place> places, std::string greeting,
      std::function<void(std::string fault)> report, std::function<void()> deaf,
      ListenerProbeOptions options = {});
  ListenerProbe(const ListenerProbe&) = delete;
  ListenerProbe& operator=(const ListenerProbe&) = delete;
  ~ListenerProbe();

 private:
  using Clock = std::chrono::steady_clock;
  enum class Answer { kGiven, kTurnedAway, kNone };

  ListenerProbe(std::vector<Place> places, std::string greeting,
                std::function<void(std::string fault)> report, std::function<void()> deaf,
                ListenerProbeOptions options);
  void Run();
  void Look();
  Answer Ask(const Place& place) const;
  Answer AwaitAnswer(int fd, Clock::time_point until) const;
  // Whether `fd` is ready for `events` before that time and the end of this object.
  bool Await(int fd, short events, Clock::time_point until) const;

  const std::vector<Place> places_;
  const std::string greeting_;
  const std::function<void(std::string)> report_;
  const std::function<void()> deaf_;
  const ListenerProbeOptions options_;
  Clock::time_point answered_at_ = Clock::now();
  bool is_deaf_ = false;
  const bridge::base::OwnedFd end_;  // readable: no more
  std::thread thread_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LISTENER_LISTENER_PROBE_H_
