#ifndef IMAGECO_SERVER_CALL_GATE_H_
#define IMAGECO_SERVER_CALL_GATE_H_

#include <grpcpp/support/status.h>

#include <atomic>
#include <cstdint>
#include <optional>

namespace imageco::server {

// Bounds the calls of all services together, and refuses them while the process goes down. For any
// thread.
class CallGate {
 public:
  explicit CallGate(uint32_t calls_max) : calls_max_(calls_max) {}

  // Refuses calls that come from now on.
  void Close() { closed_ = true; }

  // Around every call.
  void Enter() { ++calls_; }
  void Leave() { --calls_; }

  // Why a call that entered is refused; nothing where it is not.
  std::optional<grpc::Status> Refuse() const;

 private:
  const uint32_t calls_max_;
  std::atomic<uint32_t> calls_ = 0;
  std::atomic<bool> closed_ = false;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALL_GATE_H_
