#ifndef IMAGECO_SERVER_CALLS_CALL_LOG_H_
#define IMAGECO_SERVER_CALLS_CALL_LOG_H_

#include <string>

#include "absl/time/time.h"
#include "bridge/reply_admin.h"
#include "bridge/reply_record.h"
#include "bridge/reply_trail.h"
#include "server/callers/refusal.h"
#include "server/calls/peer.h"

namespace imageco::server {

// One log line for each call that may change something, or that somebody was not allowed. None
// holds a key, text or link of a reply; texts of callers are cut to a length. `isspid` is the one
// that the request means, which may name none. For any thread.

// A Reply that was answered, who asked, and how long it and its parts took, in milliseconds; of a
// part that it did not come to, nothing. Of those for which there was no room, a few a second, and
// the number of the others. Costs next to nothing where no such line is written.
void LogReply(const complaint::v1::ReplyRequest& request, const std::string& isspid,
              const bridge::ReplyResult& result, const bridge::ReplyTrail& trail,
              absl::Duration elapsed, const Peer& caller);

// Of any method but SettleReply: that the caller may not do this. A few a second, however many
// there are, and the number of the others.
void LogRefusedCall(const std::string& method, const std::string& isspid, const Refusal& refusal,
                    const Peer& caller);

// Who settled which reply how and why.
void LogSettlement(const complaint::v1::SettleReplyRequest& request, const std::string& isspid,
                   const bridge::SettleReplyResult& result, const Peer& caller);

// Who was not let, and why: as many as of refused calls.
void LogRefusedSettlement(const complaint::v1::SettleReplyRequest& request,
                          const std::string& isspid, const std::string& why, const Peer& caller);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_CALL_LOG_H_
