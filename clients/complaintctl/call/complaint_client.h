#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_COMPLAINT_CLIENT_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_COMPLAINT_CLIENT_H_

#include <memory>
#include <variant>

#include "clients/complaintctl/call/connection.h"
#include "clients/complaintctl/call/failure.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::complaintctl {

// Calls a bridge, once: what fails is told, not tried again. Every call blocks for the connection's
// deadline at most, which begins anew with each.
class ComplaintClient {
 public:
  explicit ComplaintClient(const Connection& connection);
  ~ComplaintClient();

  // Nothing of the request travels before the connection stands, so that a bridge which cannot be
  // reached is known to have sent nothing.
  std::variant<complaint::v1::ReplyResponse, Failure> Reply(
      const complaint::v1::ReplyRequest& request);

  std::variant<complaint::v1::GetReplyResponse, Failure> GetReply(
      const complaint::v1::GetReplyRequest& request);

  // As an operator. One page.
  std::variant<complaint::v1::ListRepliesResponse, Failure> ListReplies(
      const complaint::v1::ListRepliesRequest& request);

  std::variant<complaint::v1::SettleReplyResponse, Failure> SettleReply(
      const complaint::v1::SettleReplyRequest& request);

 private:
  struct Channel;
  std::unique_ptr<Channel> channel_;  // keeps gRPC's headers out of this one
};

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_COMPLAINT_CLIENT_H_
