#ifndef IMAGECO_SERVER_LISTENER_CONNECTION_CALLS_H_
#define IMAGECO_SERVER_LISTENER_CONNECTION_CALLS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"

namespace imageco::server {

// How gRPC names the other end of a connection: "ipv4:127.0.0.1:39116", "ipv6:%5B::1%5D:39116".
// Empty for a Unix socket, and where there is none any more.
std::string PeerName(int fd);

// As which connection's a call from there counts, where gRPC calls its peer so: an address is one
// connection's alone but on a Unix socket, whose calls count as none's.
std::string ConnectionOf(const std::string& peer);

// The calls of each connection, by the name of its peer; an empty one is nobody's. Any thread.
class ConnectionCalls {
 public:
  // A client that heeds the limit of streams, whatever it was told when, has no more calls under
  // way on one connection, those included that were refused or whose end is on its way.
  explicit ConnectionCalls(uint32_t under_way_max) : under_way_max_(under_way_max) {}
  ConnectionCalls(const ConnectionCalls&) = delete;
  ConnectionCalls& operator=(const ConnectionCalls&) = delete;

  using Clock = std::chrono::steady_clock;
  using Heedless = std::function<void(const std::string& peer, std::string_view why)>;

  // A client that gives up as many calls in this time, each of them before its answer, has us work
  // for nobody.
  static constexpr std::chrono::seconds kGivingUp{4};

  // `heedless` is called once for a connection, on the thread of its first call beyond that.
  void Watch(Heedless heedless);

  // The connection of that name is there; and is gone.
  void Opened(const std::string& peer);
  void Closed(const std::string& peer);

  // Around every call. One may still come, or end, when its connection is gone. `is_ours`: of a
  // method that is there.
  void Begin(const std::string& peer, bool is_ours = true);
  void End(const std::string& peer);

  // Between the two: the caller awaits it no more, and did not hear its end.
  void GivenUp(const std::string& peer, Clock::time_point now = Clock::now());

  // How many of ours have begun since the connection was opened.
  uint64_t begun(const std::string& peer) const;

 private:
  struct Counts {
    bool open = false;
    uint32_t under_way = 0;
    uint64_t begun = 0;
    uint32_t given_up = 0;  // from then on
    Clock::time_point since = {};
    bool told = false;  // that it is heedless
  };
  using Map = absl::flat_hash_map<std::string, Counts>;

  void Tell(Map::iterator it, std::string_view why);
  void DropIfOver(Map::iterator it);

  const uint32_t under_way_max_;

  // Not absl::Mutex, as in EpollLoop. Guards all that follows.
  mutable std::mutex mutex_;
  Map counts_;
  Heedless heedless_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LISTENER_CONNECTION_CALLS_H_
