#ifndef IMAGECO_SERVER_CALLS_CALL_H_
#define IMAGECO_SERVER_CALLS_CALL_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "bridge/call_context.h"
#include "bridge/failure.h"
#include "server/calls/call_gate.h"
#include "server/calls/peer.h"
#include "server/calls/refusal_counts.h"
#include "server/calls/request_bytes.h"
#include "server/calls/snapshot.h"
#include "server/calls/status_mapping.h"
#include "server/operations/metrics.h"
#include "server/rpc/unary_method.h"

namespace imageco::server {

// What all calls share; outlives them.
struct CallSurroundings {
  bridge::base::Loop& loop;
  CallGate& gate;
  const CurrentSnapshot& current;
  RefusalCounts& refusals;
};

// One RPC of any of our services, counted while it is under way. Takes the bytes of its request,
// since gRPC tells a caller nothing of bytes that it cannot read. Made with new, and gone once it
// is ended and gRPC has let go of it. Of the RPC thread, but for what is said otherwise.
template <typename Request, typename Response>
class Call : public UnaryCall::Server {
 public:
  Call(const CallSurroundings& surroundings, MethodCounts& counts, std::unique_ptr<UnaryCall> rpc)
      : gate_(surroundings.gate),
        refusals_(surroundings.refusals),
        counts_(counts),
        snapshot_(surroundings.current.Get()),
        rpc_(std::move(rpc)),
        peer_(PeerOf(rpc_->context(), *snapshot_->authenticator)),
        owner_(peer_.owner()) {
    rpc_->SetServer(*this);
    gate_.Enter(owner_);
    counts_.Started();
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  virtual ~Call() {
    if (is_admitted_) gate_.Release(owner_);
    gate_.Leave(owner_);
  }

  // Reads the request, or says why the call goes no further. `refuse` says so of a caller who is
  // known.
  template <typename RefuseCaller>
  std::optional<grpc::Status> Refuse(RefuseCaller refuse) {
    if (const auto failure = ReadRequest(rpc_->request(), request_)) return ToStatus(*failure);
    refusal_ = peer_.refusal ? peer_.refusal : refuse();
    if (refusal_) {
      refusals_.Count(refusal_->why);
      return ToStatus(*refusal_);
    }
    std::optional<grpc::Status> refused = gate_.Admit(owner_);
    is_admitted_ = !refused;
    return refused;
  }

  // Where Refuse refused for the sake of who calls.
  const std::optional<Refusal>& refusal() const { return refusal_; }

  const grpc::ServerContext& rpc_context() const { return rpc_->context(); }
  const Peer& peer() const { return peer_; }

  // The version of the configuration that it began with.
  const Snapshot& snapshot() const { return *snapshot_; }

  // For the bridge; nobody cancels it, and its deadline is none.
  bridge::CallContext context() const {
    return {
        .merchants = snapshot_->merchants, .identity = peer_.principal->text, .trace = peer_.trace};
  }

  // What Refuse read; after a refusal, whatever could be read.
  const Request& request() const { return request_; }

  // Runs `work` on the loop's thread.
  template <typename Work>
  void OnLoop(Work work) {
    rpc_->thread().PostToLoop(std::move(work));
  }

  // Ends the RPC. On the loop's thread, once.
  void Answer(const std::variant<Response, bridge::Failure>& result) {
    if (const auto* failure = std::get_if<bridge::Failure>(&result)) {
      status_ = ToStatus(*failure);
    } else {
      Write(std::get<Response>(result));
    }
    rpc_->thread().PostFromLoop([this] { End(); });
  }

  // The same at once, on the RPC thread.
  void AnswerAtOnce(const Response& response) {
    Write(response);
    End();
  }
  void End(grpc::Status refused) {
    status_ = std::move(refused);
    End();
  }

  void OnCancel() override { gate_.GivenUp(owner_); }
  void OnDone() override { delete this; }

 private:
  using Clock = std::chrono::steady_clock;

  void Write(const Response& response) {
    bool owned = true;
    status_ = grpc::SerializationTraits<Response>::Serialize(response, &answer_, &owned);
  }

  void End() {
    counts_.Handled(status_.error_code(), absl::FromChrono(Clock::now() - begin_));
    gate_.Answered();
    rpc_->Finish(answer_, status_);
  }

  const Clock::time_point begin_ = Clock::now();
  CallGate& gate_;
  RefusalCounts& refusals_;
  MethodCounts& counts_;
  const std::shared_ptr<const Snapshot> snapshot_;
  const std::unique_ptr<UnaryCall> rpc_;
  const Peer peer_;
  const CallOwner owner_;
  Request request_;
  std::optional<Refusal> refusal_;
  bool is_admitted_ = false;
  grpc::Status status_;
  grpc::ByteBuffer answer_;  // where that is OK
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_CALL_H_
