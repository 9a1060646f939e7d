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

namespace imageco::server {

// What all calls share; outlives them.
struct CallSurroundings {
  bridge::base::Loop& loop;
  CallGate& gate;
  const CurrentSnapshot& current;
  RefusalCounts& refusals;
};

// One RPC of any of our services, counted while it is under way. Takes the bytes of its request,
// since gRPC tells a caller nothing of bytes that it cannot read. Made with new: gRPC lets go of
// it, only after Finish, on a thread of its own.
template <typename Request, typename Response>
class Call : public grpc::ServerUnaryReactor {
 public:
  // `answer` is gRPC's, and lives until OnDone.
  Call(const CallSurroundings& surroundings, MethodCounts& counts,
       const grpc::CallbackServerContext& context, grpc::ByteBuffer& answer)
      : gate_(surroundings.gate),
        refusals_(surroundings.refusals),
        counts_(counts),
        snapshot_(surroundings.current.Get()),
        answer_(answer),
        peer_(PeerOf(context, *snapshot_->authenticator)),
        owner_(peer_.owner()) {
    gate_.Enter(owner_);
    counts_.Started();
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call() override {
    if (is_admitted_) gate_.Release(owner_);
    gate_.Leave(owner_);
  }

  // Reads the request, or says why the call goes no further. `refuse` says so of a caller who is
  // known.
  template <typename RefuseCaller>
  std::optional<grpc::Status> Refuse(const grpc::ByteBuffer& bytes, RefuseCaller refuse) {
    if (const auto failure = ReadRequest(bytes, request_)) return ToStatus(*failure);
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

  // Ends the RPC. On any thread, once.
  void Answer(const std::variant<Response, bridge::Failure>& result) {
    if (const auto* failure = std::get_if<bridge::Failure>(&result)) {
      return End(ToStatus(*failure));
    }
    bool owned = true;
    End(grpc::SerializationTraits<Response>::Serialize(std::get<Response>(result), &answer_,
                                                       &owned));
  }

  // The same without an answer.
  void End(const grpc::Status& status) {
    counts_.Handled(status.error_code(), absl::FromChrono(Clock::now() - begin_));
    gate_.Answered();
    Finish(status);
  }

  void OnCancel() override { gate_.GivenUp(owner_); }
  void OnDone() override { delete this; }

 private:
  using Clock = std::chrono::steady_clock;

  const Clock::time_point begin_ = Clock::now();
  CallGate& gate_;
  RefusalCounts& refusals_;
  MethodCounts& counts_;
  const std::shared_ptr<const Snapshot> snapshot_;
  grpc::ByteBuffer& answer_;
  const Peer peer_;
  const CallOwner owner_;
  Request request_;
  std::optional<Refusal> refusal_;
  bool is_admitted_ = false;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_CALL_H_
