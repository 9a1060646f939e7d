#include "clients/cpp/src/connection.h"

#include <grpcpp/alarm.h>
#include <grpcpp/client_context.h>

#include <algorithm>
#include <string>
#include <utility>

#include "clients/cpp/src/async_call.h"
#include "clients/cpp/src/cancel_state.h"
#include "clients/cpp/src/local_error.h"
#include "clients/cpp/src/token.h"

namespace imageco::complaint {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;

// How soon a wait notices that its caller gave up.
constexpr milliseconds kCancelSlice{50};

// Waits until the state is another, that time is up, or for a slice. While no thread waits on gRPC
// 1.51, connections make no progress but every 5 s: whoever slept instead would find a connection
// that was lost as lost as before.
void WaitForChange(grpc::Channel& channel, grpc_connectivity_state state, nanoseconds time) {
  channel.WaitForStateChange(state, ToDeadline(std::min<nanoseconds>(time, kCancelSlice)));
}

// A caller whose thread waits.
class WaitingCaller : public Caller, public PatientSurroundings {
 public:
  WaitingCaller(Connection& connection, const CancelToken& cancel)
      : Caller(cancel), connection_(connection) {}

  void Wait(nanoseconds duration) override {
    const std::shared_ptr<Line> line = connection_.Now();
    const auto end = Clock::now() + duration;
    for (auto now = Clock::now(); now < end && !IsCancelled(); now = Clock::now()) {
      WaitForChange(*line->channel, line->channel->GetState(/*try_to_connect=*/false), end - now);
    }
  }

 private:
  Connection& connection_;
};

template <typename Stub, typename Request, typename Response>
using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&, Response*);

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

// Waits for a connection, or for an attempt at one to end. Nothing where one stands.
std::optional<Error> AwaitConnection(Line& line, Clock::time_point end, const CancelToken& cancel,
                                     const Token& token) {
  grpc_connectivity_state state = line.channel->GetState(/*try_to_connect=*/true);
  while (state == GRPC_CHANNEL_IDLE || state == GRPC_CHANNEL_CONNECTING) {
    if (cancel.IsCancelled()) return LocalError(Code::kCancelled, "cancelled while connecting");
    const nanoseconds left = end - Clock::now();
    if (left <= nanoseconds::zero()) return NoConnectionInTime();
    WaitForChange(*line.channel, state, left);
    state = line.channel->GetState(/*try_to_connect=*/true);
  }
  if (state == GRPC_CHANNEL_READY) return std::nullopt;
  // Why there is none, gRPC tells a call alone: one that asks for nothing.
  const Result<v1::GetReplyResponse> asked =
      Attempt(*line.stub, &v1::ComplaintService::Stub::GetReply, v1::GetReplyRequest(),
              end - Clock::now(), cancel, token);
  if (asked.ok() || !IsNoConnection(asked.error())) return std::nullopt;
  return NoConnection(asked.error());
}

// Calls by `attempt`, of a timeout, as often as the bounds want it.
template <typename Response, typename AttemptOnce>
Result<Response> Call(Connection& connection, const CallBounds& bounds,
                      const std::string& transaction_id, const AttemptOnce& attempt) {
  WaitingCaller caller(connection, bounds.cancel);
  const nanoseconds timeout = std::clamp(bounds.timeout, nanoseconds::zero(), kTimeoutMax);
  Result<Response> answer = Ask<Response>(bounds.persistence, timeout, caller, attempt);
  if (!answer.ok()) answer.error().transaction_id = transaction_id;
  return answer;
}

// Of what sends nothing, whatever happens.
template <typename Response>
Result<Response> WithNothingSent(Result<Response> answer) {
  if (!answer.ok()) answer.error().sent = Sent::kNothing;
  return answer;
}

}  // namespace

Result<std::shared_ptr<Connection>> Connection::Make(const std::string& target,
                                                     const Transport& transport,
                                                     const ClientOptions& options) {
  Result<std::unique_ptr<LineMaker>> lines = LineMaker::Make(target, transport, options);
  if (!lines.ok()) return std::move(lines).error();
  return std::make_shared<Connection>(*std::move(lines), options);
}

Connection::Connection(std::unique_ptr<LineMaker> lines, const ClientOptions& options)
    : options_(options), lines_(std::move(lines)) {}

EventThread& Connection::events() {
  const std::lock_guard lock(mutex_);
  if (events_ == nullptr) events_ = std::make_unique<EventThread>();
  return *events_;
}

std::optional<Error> Connection::Check(const CallBounds& bounds) {
  const auto end = Clock::now() + std::min(bounds.timeout, kTimeoutMax);
  return AwaitConnection(*Now(), end, bounds.cancel, options_.token);
}

Result<v1::WhoAmIResponse> Connection::WhoAmI(const v1::WhoAmIRequest& request,
                                              const CallBounds& bounds) {
  return Call<v1::WhoAmIResponse>(*this, bounds, "", [&](nanoseconds timeout) {
    return WithNothingSent(Attempt(*Now()->identity_stub, &v1::IdentityService::Stub::WhoAmI,
                                   request, timeout, bounds.cancel, options_.token));
  });
}

Result<v1::ReplyResponse> Connection::Reply(const v1::ReplyRequest& request,
                                            const CallBounds& bounds) {
  return Call<v1::ReplyResponse>(
      *this, bounds, request.transaction_id(),
      [&](nanoseconds timeout) -> Result<v1::ReplyResponse> {
        if (auto why_not = WhyNot(timeout, bounds.cancel)) return *std::move(why_not);
        const auto end = Clock::now() + timeout;
        const std::shared_ptr<Line> line = Now();
        if (auto none = AwaitConnection(*line, end, bounds.cancel, options_.token)) {
          return *std::move(none);
        }
        auto answer = Attempt(*line->stub, &v1::ComplaintService::Stub::Reply, request,
                              end - Clock::now(), bounds.cancel, options_.token);
        if (!answer.ok()) TakeRequestSize(request.ByteSizeLong(), answer.error());
        return request.validate_only() ? WithNothingSent(std::move(answer)) : answer;
      });
}

Result<v1::GetReplyResponse> Connection::GetReply(const v1::GetReplyRequest& request,
                                                  const CallBounds& bounds) {
  return Call<v1::GetReplyResponse>(
      *this, bounds, request.transaction_id(), [&](nanoseconds timeout) {
        return WithNothingSent(Attempt(*Now()->stub, &v1::ComplaintService::Stub::GetReply, request,
                                       timeout, bounds.cancel, options_.token));
      });
}

Result<v1::ListRepliesResponse> Connection::ListReplies(const v1::ListRepliesRequest& request,
                                                        const CallBounds& bounds) {
  return Call<v1::ListRepliesResponse>(*this, bounds, "", [&](nanoseconds timeout) {
    return WithNothingSent(Attempt(*Now()->admin_stub, &v1::ReplyAdminService::Stub::ListReplies,
                                   request, timeout, bounds.cancel, options_.token));
  });
}

Result<v1::SettleReplyResponse> Connection::SettleReply(const v1::SettleReplyRequest& request,
                                                        const CallBounds& bounds) {
  return Call<v1::SettleReplyResponse>(
      *this, bounds, request.transaction_id(), [&](nanoseconds timeout) {
        return WithNothingSent(Attempt(*Now()->admin_stub,
                                       &v1::ReplyAdminService::Stub::SettleReply, request, timeout,
                                       bounds.cancel, options_.token));
      });
}

void Connection::ReplyAsync(v1::ReplyRequest request, const CallBounds& bounds,
                            Done<v1::ReplyResponse> done) {
  const bool sends = !request.validate_only();
  AsyncCall<v1::ReplyRequest, v1::ReplyResponse>::Begin(
      shared_from_this(), events(), {&v1::ComplaintService::Stub::AsyncReply, sends},
      std::move(request), bounds, std::move(done));
}

void Connection::GetReplyAsync(v1::GetReplyRequest request, const CallBounds& bounds,
                               Done<v1::GetReplyResponse> done) {
  AsyncCall<v1::GetReplyRequest, v1::GetReplyResponse>::Begin(
      shared_from_this(), events(), {&v1::ComplaintService::Stub::AsyncGetReply, /*sends=*/false},
      std::move(request), bounds, std::move(done));
}

void Connection::Later(std::function<void()> event) {
  const auto alarm = std::make_shared<grpc::Alarm>();
  EventThread& thread = events();
  alarm->Set(
      thread.queue(), gpr_now(GPR_CLOCK_MONOTONIC),
      thread.Tag([self = shared_from_this(), alarm, event = std::move(event)](bool) { event(); }));
}

}  // namespace imageco::complaint
