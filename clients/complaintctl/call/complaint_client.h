#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_COMPLAINT_CLIENT_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_COMPLAINT_CLIENT_H_

#include <memory>
#include <variant>

#include "absl/time/time.h"
#include "clients/complaintctl/call/destination.h"
#include "clients/complaintctl/call/failure.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "imageco/complaint/v1/identity_service.pb.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::complaint {
class Connection;
}  // namespace imageco::complaint

namespace imageco::complaintctl {

// Calls a bridge, once: what fails is told, not tried again. Every call blocks for the
// destination's deadline at most, which begins anew with each. It speaks in messages, which are
// printed as protobuf writes them; hence it stands on the library's connection, not on its Client.
class ComplaintClient {
 public:
  explicit ComplaintClient(const Destination& destination);
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

  std::variant<complaint::v1::WhoAmIResponse, Failure> WhoAmI();

 private:
  const absl::Duration call_time_max_;
  const std::shared_ptr<complaint::Connection> connection_;
};

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_COMPLAINT_CLIENT_H_
