#include "clients/cpp/src/connection.h"

#include <grpc/support/time.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "clients/cpp/src/cancel_state.h"
#include "clients/cpp/src/channel.h"
#include "clients/cpp/src/local_error.h"
#include "clients/cpp/src/token.h"

namespace imageco::complaint {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;

// How soon a wait notices that its caller gave up.
constexpr milliseconds kCancelSlice{50};
// More than any call takes, and little enough to be added to any time.
constexpr nanoseconds kTimeoutMax = std::chrono::hours(24 * 365);

gpr_timespec ToDeadline(nanoseconds timeout) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_nanos(timeout.count(), GPR_TIMESPAN));
}

Error ToError(const grpc::Status& status) {
  return DecodeError(static_cast<Code>(status.error_code()), status.error_message(),
                     status.error_details());
}

// Waits until the state is another, that time is up, or for a slice. While no thread waits on gRPC
// 1.51, connections make no progress but every 5 s: whoever slept instead would find a connection
// that was lost as lost as before.
void WaitForChange(grpc::Channel& channel, grpc_connectivity_state state, nanoseconds time) {
  channel.WaitForStateChange(state, ToDeadline(std::min<nanoseconds>(time, kCancelSlice)));
}

// A caller in the world as it is.
class Caller : public Surroundings {
 public:
  Caller(grpc::Channel& channel, const CancelToken& cancel) : channel_(channel), cancel_(cancel) {}

  Clock::time_point Now() override { return Clock::now(); }
  void Wait(nanoseconds duration) override {
    const auto end = Clock::now() + duration;
    for (auto now = Clock::now(); now < end && !IsCancelled(); now = Clock::now()) {
      WaitForChange(channel_, channel_.GetState(/*try_to_connect=*/false), end - now);
    }
  }
  bool IsCancelled() override { return cancel_.IsCancelled(); }
  double Random() override {
    std::random_device random;
    return std::uniform_real_distribution<>()(random);
  }

 private:
  grpc::Channel& channel_;
  const CancelToken& cancel_;
};

// Why an attempt need not begin.
std::optional<Error> WhyNot(nanoseconds timeout, const CancelToken& cancel) {
  if (cancel.IsCancelled()) return LocalError(Code::kCancelled, "cancelled before it began");
  if (timeout > nanoseconds::zero()) return std::nullopt;
  return LocalError(Code::kDeadlineExceeded, "no time was left to begin");
}

template <typename Stub, typename Request, typename Response>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

// What a call is about, and what it takes place on.
struct Subject {
  grpc::Channel& channel;
  const Token& token;
  std::string transaction_id;
  bool sends;
};

// Calls `method` once, whatever it does.
template <typename Stub, typename Request, typename Response>
Result<Response> Attempt(Stub& stub, Method<Stub, Request, Response> method, const Request& request,
                         nanoseconds timeout, const CancelToken& cancel, const Token& token) {
  if (std::optional<Error> why_not = WhyNot(timeout, cancel)) return *std::move(why_not);
  const Result<std::string> shown = ReadToken(token);
  if (!shown.ok()) return shown.error();
  grpc::ClientContext context;
  if (!shown->empty()) context.AddMetadata("authorization", "Bearer " + *shown);
  context.set_deadline(ToDeadline(timeout));
  const CancelState::Watch watch(cancel, [&context] { context.TryCancel(); });
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return ToError(status);
  return response;
}

// Calls `method` as often as the bounds want it.
template <typename Stub, typename Request, typename Response>
Result<Response> Call(Stub& stub, Method<Stub, Request, Response> method, const Request& request,
                      const CallBounds& bounds, const Subject& subject) {
  Caller caller(subject.channel, bounds.cancel);
  const nanoseconds timeout = std::clamp(bounds.timeout, nanoseconds::zero(), kTimeoutMax);
  Result<Response> answer =
      Ask<Response>({bounds.persistence, timeout, caller}, [&](nanoseconds attempt_timeout) {
        Result<Response> attempt =
            Attempt(stub, method, request, attempt_timeout, bounds.cancel, subject.token);
        if (!attempt.ok() && !subject.sends) attempt.error().sent = Sent::kNothing;
        return attempt;
      });
  if (!answer.ok()) answer.error().transaction_id = subject.transaction_id;
  return answer;
}

bool IsNoConnection(const Error& error) {
  return error.reason == Reason::kNone &&
         (error.code == Code::kUnavailable || error.code == Code::kDeadlineExceeded ||
          error.code == Code::kCancelled);
}

}  // namespace

Result<std::shared_ptr<Connection>> Connection::Make(const std::string& target,
                                                     const Transport& transport,
                                                     const ClientOptions& options) {
  Result<std::shared_ptr<grpc::Channel>> channel = MakeChannel(target, transport, options);
  if (!channel.ok()) return std::move(channel).error();
  return std::make_shared<Connection>(*std::move(channel), options);
}

Connection::Connection(std::shared_ptr<grpc::Channel> channel, const ClientOptions& options)
    : options_(options),
      channel_(std::move(channel)),
      stub_(v1::ComplaintService::NewStub(channel_)),
      admin_stub_(v1::ReplyAdminService::NewStub(channel_)),
      identity_stub_(v1::IdentityService::NewStub(channel_)) {}

Result<grpc_connectivity_state> Connection::AwaitAttempt(const CallBounds& bounds) {
  const auto end = Clock::now() + std::min(bounds.timeout, kTimeoutMax);
  grpc_connectivity_state state = channel_->GetState(/*try_to_connect=*/true);
  while (state == GRPC_CHANNEL_IDLE || state == GRPC_CHANNEL_CONNECTING) {
    if (bounds.cancel.IsCancelled()) {
      return LocalError(Code::kCancelled, "cancelled while connecting");
    }
    const nanoseconds left = end - Clock::now();
    if (left <= nanoseconds::zero()) {
      return LocalError(Code::kDeadlineExceeded, "no connection in time");
    }
    WaitForChange(*channel_, state, left);
    state = channel_->GetState(/*try_to_connect=*/true);
  }
  return state;
}

std::optional<Error> Connection::Check(const CallBounds& bounds) {
  const auto begin = Clock::now();
  const Result<grpc_connectivity_state> state = AwaitAttempt(bounds);
  if (!state.ok()) return state.error();
  if (*state == GRPC_CHANNEL_READY) return std::nullopt;
  // Why it failed, gRPC tells a call alone: one that asks for nothing.
  const Result<v1::GetReplyResponse> asked =
      GetReply({}, {bounds.timeout - (Clock::now() - begin), bounds.cancel, kOnce});
  if (asked.ok() || !IsNoConnection(asked.error())) return std::nullopt;
  return asked.error();
}

Result<v1::WhoAmIResponse> Connection::WhoAmI(const v1::WhoAmIRequest& request,
                                              const CallBounds& bounds) {
  return Call(*identity_stub_, &v1::IdentityService::Stub::WhoAmI, request, bounds,
              {*channel_, options_.token, /*transaction_id=*/"", /*sends=*/false});
}

Result<v1::ReplyResponse> Connection::Reply(const v1::ReplyRequest& request,
                                            const CallBounds& bounds) {
  return Call(
      *stub_, &v1::ComplaintService::Stub::Reply, request, bounds,
      {*channel_, options_.token, request.transaction_id(), /*sends=*/!request.validate_only()});
}

Result<v1::GetReplyResponse> Connection::GetReply(const v1::GetReplyRequest& request,
                                                  const CallBounds& bounds) {
  return Call(*stub_, &v1::ComplaintService::Stub::GetReply, request, bounds,
              {*channel_, options_.token, request.transaction_id(), /*sends=*/false});
}

Result<v1::ListRepliesResponse> Connection::ListReplies(const v1::ListRepliesRequest& request,
                                                        const CallBounds& bounds) {
  return Call(*admin_stub_, &v1::ReplyAdminService::Stub::ListReplies, request, bounds,
              {*channel_, options_.token, /*transaction_id=*/"", /*sends=*/false});
}

Result<v1::SettleReplyResponse> Connection::SettleReply(const v1::SettleReplyRequest& request,
                                                        const CallBounds& bounds) {
  return Call(*admin_stub_, &v1::ReplyAdminService::Stub::SettleReply, request, bounds,
              {*channel_, options_.token, request.transaction_id(), /*sends=*/false});
}

}  // namespace imageco::complaint
