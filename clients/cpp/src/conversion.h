#ifndef IMAGECO_CLIENTS_CPP_SRC_CONVERSION_H_
#define IMAGECO_CLIENTS_CPP_SRC_CONVERSION_H_

#include "imageco/complaint/admin.h"
#include "imageco/complaint/reply.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::complaint {

// Between the types of the headers and the messages on the wire.

v1::ReplyRequest ToProto(const ReplyRequest& request);
ReplyRequest FromProto(const v1::ReplyRequest& request);

v1::ReplyResponse ToProto(const ReplyResponse& response);
ReplyResponse FromProto(const v1::ReplyResponse& response);

v1::ReplyRecord ToProto(const ReplyRecord& record);
ReplyRecord FromProto(const v1::ReplyRecord& record);

v1::ListRepliesRequest ToProto(const ListRepliesRequest& request);
ListRepliesResponse FromProto(const v1::ListRepliesResponse& response);

v1::SettleReplyRequest ToProto(const SettleReplyRequest& request);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_CONVERSION_H_
