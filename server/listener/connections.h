#ifndef IMAGECO_SERVER_LISTENER_CONNECTIONS_H_
#define IMAGECO_SERVER_LISTENER_CONNECTIONS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/base/owned_fd.h"
#include "bridge/base/timer.h"
#include "server/listener/connection_calls.h"
#include "server/listener/listen_socket.h"

namespace imageco::server {

// Accepts connections on a thread of its own and hands them on. A connection beyond the limit is
// closed at once, and where the process or the machine has no descriptor left, those that wait are
// accepted as soon as there is one: gRPC 1.51's own listener never accepts again after that.
//
// A connection that brings more than its calls can need is cut, whatever is on its way there: one
// that heeds no limit of streams, gives up what it calls, or says much and calls little. gRPC 1.51
// holds a client to its limits only once that has acknowledged them, and one that never does could
// keep all others waiting. Whoever serves one may be kept by it, and accepting and cutting go on.
class Connections {
 public:
  // Whoever serves a connection closes it, after a shutdown(2) of both directions.
  using Serve = std::function<void(int listen_fd, bridge::base::OwnedFd connection)>;

  // What each connection needs of the process's descriptors: one to serve it, one to watch it.
  static constexpr size_t kDescriptorsEach = 2;

  // What may come on one.
  struct Allowance {
    uint64_t bytes = 1 << 20;          // without a call: a burst of calls comes before they begin
    uint64_t bytes_per_second = 4096;  // pings, health and the like
    uint64_t bytes_per_call = 256 << 10;
    absl::Duration interval = absl::Milliseconds(100);  // how often it is looked at
  };

  // `serve` is called on a thread of its own, in order. `calls` outlives it.
  // ResourceExhaustedError: the system has no descriptor or thread left.
  static absl::StatusOr<std::unique_ptr<Connections>> Make(std::vector<ListenSocket> sockets,
                                                           size_t connections_max,
                                                           ConnectionCalls& calls,
                                                           const Allowance& allowance, Serve serve);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;
  ~Connections();

  // For any thread.
  size_t open() const { return open_; }
  uint64_t accepted() const { return accepted_; }
  uint64_t refused() const { return refused_; }
  // How often it had to pause, since the system let no connection in.
  uint64_t pauses() const { return pauses_; }
  // Those that brought more than they may.
  uint64_t cut() const { return cut_; }

  // Listens no more: returns once the sockets are closed and `serve` is called no more. The open
  // connections go on.
  void StopListening();

 private:
  using OwnedFd = bridge::base::OwnedFd;

  struct Watched {
    OwnedFd fd;  // a duplicate of the connection's
    std::string peer;
    bridge::base::SteadyTime opened_at;
    bool is_cut = false;
  };

  Connections(std::vector<ListenSocket> sockets, size_t connections_max, ConnectionCalls& calls,
              const Allowance& allowance, Serve serve);
  absl::Status StartThreads();
  void Listen();
  void Accept(int listen_fd);
  void Take(int listen_fd, OwnedFd connection);
  void Pause(const char* why);
  void NoteRefusal();
  void Forget(int fd);
  void LookAtAll();
  bool BringsTooMuch(const Watched& watched) const;
  void CutHeedless(const std::string& peer, std::string_view why);
  void Cut(Watched& watched, std::string_view why);

  const size_t connections_max_;
  ConnectionCalls& calls_;
  const Allowance allowance_;
  const Serve serve_;
  std::atomic<size_t> open_ = 0;
  std::atomic<uint64_t> accepted_ = 0;
  std::atomic<uint64_t> refused_ = 0;
  std::atomic<uint64_t> pauses_ = 0;
  std::atomic<uint64_t> cut_ = 0;

  bridge::base::EpollLoop loop_;
  // Of the loop's thread.
  std::vector<ListenSocket> sockets_;
  absl::flat_hash_map<int, Watched> watched_;  // each connection that is open
  bridge::base::Timer look_again_{loop_};
  bool paused_ = false;
  bridge::base::Timer pause_{loop_};
  bool full_ = false;        // which is in the log
  bool complained_ = false;  // of a pause, in the log

  bridge::base::EpollLoop handing_over_;  // where connections are served
  std::thread handing_over_thread_;
  std::thread thread_;  // of loop_
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LISTENER_CONNECTIONS_H_
