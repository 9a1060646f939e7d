#ifndef IMAGECO_SERVER_CALL_LOG_H_
#define IMAGECO_SERVER_CALL_LOG_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/time/time.h"
#include "bridge/reply_admin.h"
#include "bridge/reply_record.h"

namespace imageco::server {

// One log line for each call that may change something. None holds a key, text or link of a reply;
// texts of callers are cut to a length. `isspid` is the one that the request means, which may name
// none. For any thread.

void LogReply(const complaint::v1::ReplyRequest& request, const std::string& isspid,
              const bridge::ReplyResult& result, absl::Duration elapsed);

// Who settled which reply how and why. `caller`: the identities that the caller showed, or where it
// called from.
void LogSettlement(const complaint::v1::SettleReplyRequest& request, const std::string& isspid,
                   const bridge::SettleReplyResult& result, const std::string& caller);

// Who was not let.
void LogRefusedSettlement(const complaint::v1::SettleReplyRequest& request,
                          const std::string& isspid, const grpc::Status& refused,
                          const std::string& caller);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALL_LOG_H_
