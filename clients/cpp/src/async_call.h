#ifndef IMAGECO_CLIENTS_CPP_SRC_ASYNC_CALL_H_
#define IMAGECO_CLIENTS_CPP_SRC_ASYNC_CALL_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/async_unary_call.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "clients/cpp/src/cancel_state.h"
#include "clients/cpp/src/connection.h"
#include "clients/cpp/src/local_error.h"
#include "clients/cpp/src/token.h"

namespace imageco::complaint {

// A call, of as many attempts as its bounds want, that no thread waits for. Its steps run on the
// event thread, one after the other; from elsewhere comes a cancellation alone. It lives, with its
// connection, until the last operation that it began has ended.
template <typename Request, typename Response>
class AsyncCall : public std::enable_shared_from_this<AsyncCall<Request, Response>> {
 public:
  struct Method {
    std::unique_ptr<grpc::ClientAsyncResponseReader<Response>> (v1::ComplaintService::Stub::*start)(
        grpc::ClientContext*, const Request&, grpc::CompletionQueue*);
    bool sends;  // a reply: only where a connection stands
  };

  // `done` is called once, on the thread of `events`.
  static void Begin(std::shared_ptr<Connection> connection, EventThread& events, Method method,
                    Request request, const CallBounds& bounds,
                    std::function<void(Result<Response>)> done) {
    const std::shared_ptr<AsyncCall> call(
        new AsyncCall(std::move(connection), events, method, std::move(request), bounds));
    call->done_ = std::move(done);
    call->connection_->Later([call] {
      call->watch_.emplace(call->cancel_, [c = call.get()] { c->Interrupt(); });
      call->Ask();
    });
  }

 private:
  using Clock = Surroundings::Clock;
  using nanoseconds = std::chrono::nanoseconds;

  // A wait that nobody needs any more stays for no longer than this.
  static constexpr nanoseconds kWaitMax = std::chrono::seconds(1);

  // A unary call under way.
  template <typename Answer>
  struct Operation {
    grpc::ClientContext context;
    grpc::Status status;
    Answer answer;
    std::unique_ptr<grpc::ClientAsyncResponseReader<Answer>> reader;
  };

  AsyncCall(std::shared_ptr<Connection> connection, EventThread& events, Method method,
            Request request, const CallBounds& bounds)
      : connection_(std::move(connection)),
        events_(events),
        method_(method),
        request_(std::move(request)),
        cancel_(bounds.cancel),
        caller_(cancel_),
        attempts_(bounds.persistence, std::clamp(bounds.timeout, nanoseconds::zero(), kTimeoutMax),
                  caller_) {}

  void Ask() {
    const nanoseconds timeout = attempts_.NextTimeout();
    if (std::optional<Error> why_not = WhyNot(timeout, cancel_)) return Hear(*std::move(why_not));
    end_ = Clock::now() + timeout;
    line_ = connection_->Now();
    if (method_.sends) return AwaitConnection();
    Call();
  }

  void AwaitConnection() {
    if (cancel_.IsCancelled()) {
      return Hear(LocalError(Code::kCancelled, "cancelled while connecting"));
    }
    const grpc_connectivity_state state = line_->channel->GetState(/*try_to_connect=*/true);
    if (state == GRPC_CHANNEL_READY) return Call();
    if (state != GRPC_CHANNEL_IDLE && state != GRPC_CHANNEL_CONNECTING) return AskWhyThereIsNone();
    if (end_ <= Clock::now()) return Hear(NoConnectionInTime());
    Wait(end_, state, &AsyncCall::AwaitConnection);
  }

  // gRPC tells it a call alone: one that asks for nothing.
  void AskWhyThereIsNone() {
    Start<v1::GetReplyResponse>(&v1::ComplaintService::Stub::AsyncGetReply, v1::GetReplyRequest(),
                                [this](const Result<v1::GetReplyResponse>& asked) {
                                  if (asked.ok() || !IsNoConnection(asked.error())) return Call();
                                  Hear(NoConnection(asked.error()));
                                });
  }

  void Call() {
    Start<Response>(method_.start, request_,
                    [this](Result<Response> answer) { Hear(std::move(answer)); });
  }

  // Starts a unary call, whose end runs `then`.
  template <typename Answer, typename Starter, typename Asked, typename Then>
  void Start(Starter starter, const Asked& asked, Then then) {
    const Result<std::string> shown = ReadToken(connection_->options().token);
    if (!shown.ok()) return then(shown.error());
    const auto operation = std::make_shared<Operation<Answer>>();
    if (!shown->empty()) operation->context.AddMetadata("authorization", "Bearer " + *shown);
    operation->context.set_deadline(ToDeadline(end_ - Clock::now()));
    SetContext(std::shared_ptr<grpc::ClientContext>(operation, &operation->context));
    operation->reader = ((*line_->stub).*starter)(&operation->context, asked, events_.queue());
    operation->reader->Finish(&operation->answer, &operation->status,
                              events_.Tag([self = this->shared_from_this(), operation, then](bool) {
                                self->SetContext(nullptr);
                                if (operation->status.ok()) {
                                  then(std::move(operation->answer));
                                } else {
                                  then(ToError(operation->status));
                                }
                              }));
    if (cancel_.IsCancelled()) operation->context.TryCancel();
  }

  // After an attempt.
  void Hear(Result<Response> answer) {
    if (answer.ok()) return Finish(std::move(answer));
    TakeRequestSize(request_.ByteSizeLong(), answer.error());
    if (!method_.sends) answer.error().sent = Sent::kNothing;
    std::variant<nanoseconds, Error> next = attempts_.After(answer.error());
    if (Error* error = std::get_if<Error>(&next)) return Finish(std::move(*error));
    end_ = Clock::now() + std::get<nanoseconds>(next);
    Pause();
  }

  void Pause() {
    if (cancel_.IsCancelled()) return Finish(attempts_.Cancelled());
    if (end_ <= Clock::now()) return Ask();
    Wait(end_, line_->channel->GetState(/*try_to_connect=*/false), &AsyncCall::Pause);
  }

  // Takes the step where the state is another, time is up, or the call was cancelled. A wait for
  // the state, rather than an alarm, since gRPC 1.51 connects only while a thread waits on a
  // channel.
  void Wait(Clock::time_point end, grpc_connectivity_state state, void (AsyncCall::*step)()) {
    const nanoseconds time = std::min<nanoseconds>(end - Clock::now(), kWaitMax);
    waiting_ = step;
    const int wait = ++waits_;
    line_->channel->NotifyOnStateChange(state, ToDeadline(time), events_.queue(),
                                        events_.Tag([self = this->shared_from_this(), wait](bool) {
                                          if (wait == self->waits_) self->Wake();
                                        }));
  }

  // Ends a wait, where there is one.
  void Wake() {
    if (waiting_ == nullptr) return;
    ++waits_;
    (this->*std::exchange(waiting_, nullptr))();
  }

  // On the thread of whoever cancels, once.
  void Interrupt() {
    {
      const std::lock_guard lock(mutex_);
      if (context_ != nullptr) context_->TryCancel();
    }
    connection_->Later([self = this->shared_from_this()] { self->Wake(); });
  }

  void SetContext(std::shared_ptr<grpc::ClientContext> context) {
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
  }

  void Finish(Result<Response> result) {
    watch_.reset();
    if (!result.ok()) result.error().transaction_id = request_.transaction_id();
    std::exchange(done_, nullptr)(std::move(result));
  }

  const std::shared_ptr<Connection> connection_;
  EventThread& events_;  // of the connection
  const Method method_;
  const Request request_;
  const CancelToken cancel_;
  Caller caller_;
  Attempts attempts_;
  std::function<void(Result<Response>)> done_;
  std::shared_ptr<Line> line_;
  Clock::time_point end_;  // of the attempt, or of the pause
  void (AsyncCall::*waiting_)() = nullptr;
  int waits_ = 0;  // that began or ended
  std::mutex mutex_;
  std::shared_ptr<grpc::ClientContext> context_;  // of the operation under way
  std::optional<CancelState::Watch> watch_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_ASYNC_CALL_H_
