#include "imageco/complaint/admin.h"

#include "clients/cpp/src/asking_again.h"
#include "clients/cpp/src/connection.h"
#include "clients/cpp/src/conversion.h"

namespace imageco::complaint {
namespace {

CallBounds BoundsOf(const CallOptions& options, const Connection& connection,
                    const Persistence& persistence) {
  return {options.timeout.value_or(connection.options().timeout), options.cancel, persistence};
}

}  // namespace

Result<ListRepliesResponse> AdminClient::ListReplies(const ListRepliesRequest& request,
                                                     const CallOptions& options) const {
  const Persistence& persistence = connection_->options().retries ? kRetries : kOnce;
  const Result<v1::ListRepliesResponse> answer =
      connection_->ListReplies(ToProto(request), BoundsOf(options, *connection_, persistence));
  if (!answer.ok()) return answer.error();
  return FromProto(*answer);
}

Result<ReplyRecord> AdminClient::SettleReply(const SettleReplyRequest& request,
                                             const CallOptions& options) const {
  const Result<v1::SettleReplyResponse> answer =
      connection_->SettleReply(ToProto(request), BoundsOf(options, *connection_, kOnce));
  if (!answer.ok()) return answer.error();
  return FromProto(answer->reply());
}

}  // namespace imageco::complaint
