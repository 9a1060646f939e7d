#include "server/complaint_service.h"

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include "bridge/base/cancellation.h"
#include "bridge/base/log.h"
#include "bridge/base/task.h"
#include "server/status_mapping.h"

namespace imageco::server {
namespace {

using bridge::Failure;
using bridge::base::Cancellation;
using bridge::base::Severity;
using complaint::v1::GetReplyRequest;
using complaint::v1::GetReplyResponse;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  return deadline == std::chrono::system_clock::time_point::max() ? absl::InfiniteFuture()
                                                                  : absl::FromChrono(deadline);
}

// Ids as they are logged: callers may send anything.
std::string_view Shortened(const std::string& id) {
  constexpr size_t kLoggedBytesMax = 128;
  return std::string_view(id).substr(0, kLoggedBytesMax);
}

Severity SeverityOf(const Failure& failure) {
  switch (failure.reason) {
    case complaint::v1::OUTCOME_UNKNOWN:
    case complaint::v1::LEDGER_UNAVAILABLE:
      return Severity::kError;
    case complaint::v1::GATEWAY_UNREACHABLE:
    case complaint::v1::CIRCUIT_OPEN:
    case complaint::v1::GATEWAY_REJECTED:
      return Severity::kWarning;
    default:
      return Severity::kInfo;
  }
}

// What the gateway said and its comments are no secrets; texts and links of a reply never come
// here.
void LogReply(const ReplyRequest& request, const bridge::ReplyResult& result,
              absl::Duration elapsed) {
  const auto* failure = std::get_if<Failure>(&result);
  const auto* response = std::get_if<ReplyResponse>(&result);
  const bool replayed = response != nullptr && response->replayed();
  const std::string outcome = failure == nullptr ? (request.validate_only() ? "VALID" : "DELIVERED")
                                                 : complaint::v1::ErrorReason_Name(failure->reason);
  bridge::base::Log(failure == nullptr ? Severity::kInfo : SeverityOf(*failure), "reply",
                    {{"isspid", Shortened(request.isspid())},
                     {"transaction_id", Shortened(request.transaction_id())},
                     {"outcome", std::string_view(outcome)},
                     {"replayed", std::string_view(replayed ? "true" : "false")},
                     {"detail", failure == nullptr ? std::string_view() : failure->message},
                     {"microseconds", absl::ToInt64Microseconds(elapsed)}});
}

}  // namespace

// One RPC. gRPC lets go of it only after Finish.
class ComplaintServiceImpl::Call : public grpc::ServerUnaryReactor {
 public:
  explicit Call(ComplaintServiceImpl& service) : service_(service) { ++service_.calls_; }
  ~Call() override { --service_.calls_; }

  // Of the loop's thread. Lives as long as whoever holds it.
  const std::shared_ptr<Cancellation>& cancellation() const { return cancellation_; }

  template <typename Response>
  void Answer(std::variant<Response, Failure> result, Response& response) {
    if (const auto* failure = std::get_if<Failure>(&result)) return Finish(ToStatus(*failure));
    response = std::get<Response>(std::move(result));
    Finish(grpc::Status::OK);
  }

  // Of the loop's thread: stops what was not sent yet, and says why.
  void GiveUp() {
    given_up_ = true;
    cancellation_->Cancel();
  }

  // What the caller hears where the bridge came to `result`.
  bridge::ReplyResult Explain(bridge::ReplyResult result) const {
    const auto* failure = std::get_if<Failure>(&result);
    const bool stopped = failure != nullptr && failure->reason == complaint::v1::DEADLINE_TOO_SHORT;
    return given_up_ && stopped ? Draining() : std::move(result);
  }

  void OnCancel() override {
    service_.loop_.Post([cancellation = cancellation_] { cancellation->Cancel(); });
  }
  void OnDone() override { delete this; }

 private:
  ComplaintServiceImpl& service_;
  const std::shared_ptr<Cancellation> cancellation_ = std::make_shared<Cancellation>();
  bool given_up_ = false;
};

std::optional<grpc::Status> ComplaintServiceImpl::Refuse(const grpc::CallbackServerContext& context,
                                                         const std::string& isspid) const {
  if (draining_) return ToStatus(Draining());
  if (calls_ > calls_max_) return ToStatus(TooManyCalls());
  return access_.Refuse(*context.auth_context(), bridge_.ResolveIsspid(isspid));
}

void ComplaintServiceImpl::GiveUpWaiting() {
  for (Call* call : replies_) call->GiveUp();
}

grpc::ServerUnaryReactor* ComplaintServiceImpl::Reply(grpc::CallbackServerContext* context,
                                                      const ReplyRequest* request,
                                                      ReplyResponse* response) {
  auto* call = new Call(*this);
  if (const auto refused = Refuse(*context, request->isspid())) {
    call->Finish(*refused);
    return call;
  }
  loop_.Post([this, call, request, response, deadline = DeadlineOf(*context)] {
    const absl::Time start = loop_.Now();
    replies_.insert(call);
    bridge::base::Spawn(bridge_.Reply(*request, {deadline, *call->cancellation()}),
                        [this, call, request, response, start](bridge::ReplyResult result) {
                          replies_.erase(call);
                          result = call->Explain(std::move(result));
                          LogReply(*request, result, loop_.Now() - start);
                          call->Answer(std::move(result), *response);
                        });
  });
  return call;
}

grpc::ServerUnaryReactor* ComplaintServiceImpl::GetReply(grpc::CallbackServerContext* context,
                                                         const GetReplyRequest* request,
                                                         GetReplyResponse* response) {
  auto* call = new Call(*this);
  if (const auto refused = Refuse(*context, request->isspid())) {
    call->Finish(*refused);
    return call;
  }
  loop_.Post([this, call, request, response] {
    bridge::base::Spawn(bridge_.GetReply(*request),
                        [call, response](bridge::GetReplyResult result) {
                          call->Answer(std::move(result), *response);
                        });
  });
  return call;
}

}  // namespace imageco::server
