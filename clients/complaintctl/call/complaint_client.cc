#include "clients/complaintctl/call/complaint_client.h"

#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cpp/src/connection.h"

namespace imageco::complaintctl {
namespace {

using complaint::CallBounds;
using complaint::Connection;
using complaint::Error;
using complaint::Result;

template <typename Request, typename Response>
using Method = Result<Response> (Connection::*)(const Request&, const CallBounds&);

template <typename Request>
Failure ToFailure(Error error, const Request& request, bool settles) {
  if constexpr (requires { request.transaction_id(); }) {
    error.transaction_id = request.transaction_id();
  }
  std::string isspid;
  if constexpr (requires { request.isspid(); }) isspid = request.isspid();
  return {std::move(error), isspid, settles};
}

template <typename Request, typename Response>
std::variant<Response, Failure> Call(Connection& connection, Method<Request, Response> method,
                                     const Request& request, absl::Duration time_max,
                                     bool settles = false) {
  const absl::Time deadline = absl::Now() + time_max;
  const auto bounds = [deadline] {
    return CallBounds{absl::ToChronoNanoseconds(deadline - absl::Now()), {}};
  };
  if (std::optional<Error> error = connection.Check(bounds())) {
    return ToFailure(*std::move(error), request, /*settles=*/false);
  }
  Result<Response> answer = (connection.*method)(request, bounds());
  if (answer.ok()) return *std::move(answer);
  return ToFailure(std::move(answer).error(), request, settles);
}

}  // namespace

ComplaintClient::ComplaintClient(const Destination& destination)
    : call_time_max_(destination.deadline),
      connection_(
          Connection::Make(destination.server, destination.transport, {.token = destination.token})
              .value()) {}

ComplaintClient::~ComplaintClient() = default;

std::variant<complaint::v1::ReplyResponse, Failure> ComplaintClient::Reply(
    const complaint::v1::ReplyRequest& request) {
  return Call(*connection_, &Connection::Reply, request, call_time_max_);
}

std::variant<complaint::v1::GetReplyResponse, Failure> ComplaintClient::GetReply(
    const complaint::v1::GetReplyRequest& request) {
  return Call(*connection_, &Connection::GetReply, request, call_time_max_);
}

std::variant<complaint::v1::ListRepliesResponse, Failure> ComplaintClient::ListReplies(
    const complaint::v1::ListRepliesRequest& request) {
  return Call(*connection_, &Connection::ListReplies, request, call_time_max_);
}

std::variant<complaint::v1::SettleReplyResponse, Failure> ComplaintClient::SettleReply(
    const complaint::v1::SettleReplyRequest& request) {
  return Call(*connection_, &Connection::SettleReply, request, call_time_max_, /*settles=*/true);
}

std::variant<complaint::v1::WhoAmIResponse, Failure> ComplaintClient::WhoAmI() {
  return Call(*connection_, &Connection::WhoAmI, complaint::v1::WhoAmIRequest(), call_time_max_);
}

}  // namespace imageco::complaintctl
