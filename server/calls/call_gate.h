#ifndef IMAGECO_SERVER_CALLS_CALL_GATE_H_
#define IMAGECO_SERVER_CALLS_CALL_GATE_H_

#include <grpcpp/support/status.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "server/listener/connection_calls.h"

namespace imageco::server {

// Calls under way at most: of all callers, of one identity, on one connection.
struct CallLimits {
  uint32_t of_all = 0;
  uint32_t of_identity = 0;
  uint32_t of_connection = 0;
};

// Whose a call is; a name that is empty counts under none.
struct CallOwner {
  std::string identity;
  std::string connection;
};

// Bounds the calls of all services together, of each identity and on each connection, and refuses
// them while the process goes down. For any thread.
class CallGate {
 public:
  // `calls` outlives it.
  CallGate(const CallLimits& limits, ConnectionCalls& calls) : of_each_(calls), limits_(limits) {}

  // From now on; what is admitted stays so. The limit of a connection is for gRPC to tell its
  // client, and stays too.
  void Change(uint32_t of_all, uint32_t of_identity) {
    const std::lock_guard lock(mutex_);
    limits_.of_all = of_all;
    limits_.of_identity = of_identity;
  }

  // Refuses calls that come from now on.
  void Close() { closed_ = true; }

  // Around every call; when it is answered; and when its caller gives it up.
  void Enter(const CallOwner& owner) {
    ++calls_;
    ++unanswered_;
    of_each_.Begin(owner.connection);
  }
  void Answered() { --unanswered_; }
  void GivenUp(const CallOwner& owner) { of_each_.GivenUp(owner.connection); }
  void Leave(const CallOwner& owner) {
    of_each_.End(owner.connection);
    --calls_;
  }

  // Why a call that entered is refused. Nothing: it is admitted, and to be released. A refused one
  // counts against nobody, however long its answer is not read.
  std::optional<grpc::Status> Admit(const CallOwner& owner);
  void Release(const CallOwner& owner);

  // Calls that were not answered yet; and those whose answer is on its way, too.
  uint32_t unanswered() const { return unanswered_; }
  uint32_t calls() const { return calls_; }

 private:
  using Counts = absl::flat_hash_map<std::string, uint32_t>;

  ConnectionCalls& of_each_;
  std::atomic<uint32_t> calls_ = 0;
  std::atomic<uint32_t> unanswered_ = 0;
  std::atomic<bool> closed_ = false;
  std::mutex mutex_;       // not absl::Mutex, as in EpollLoop
  CallLimits limits_;      // guarded by mutex_
  uint32_t admitted_ = 0;  // guarded by mutex_
  Counts by_identity_;     // guarded by mutex_
  Counts by_connection_;   // guarded by mutex_
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_CALL_GATE_H_
