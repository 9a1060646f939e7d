#ifndef IMAGECO_BRIDGE_REPLY_ADMIN_H_
#define IMAGECO_BRIDGE_REPLY_ADMIN_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bridge/base/task.h"
#include "bridge/call_context.h"
#include "bridge/failure.h"
#include "bridge/ledger/ledger.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::bridge {

using ListRepliesResult = std::variant<complaint::v1::ListRepliesResponse, Failure>;
using SettleReplyResult = std::variant<complaint::v1::SettleReplyResponse, Failure>;

// Merchants by isspid. Absent: all, those that are not configured any more too.
using Isspids = std::optional<std::vector<std::string>>;

// What operators see and settle: records of the ledger, nothing of what is under way. A reply that
// is being sent is claimed, so that it cannot be settled before its attempt has ended. On the
// loop's thread. Outlives its tasks; what it is given outlives it.
class ReplyAdmin {
 public:
  explicit ReplyAdmin(ledger::Ledger& ledger) : ledger_(ledger) {}

  // ReplyAdminService.ListReplies. Where the request names no merchant: of `allowed`.
  base::Task<ListRepliesResult> ListReplies(complaint::v1::ListRepliesRequest request,
                                            Isspids allowed);

  // ReplyAdminService.SettleReply.
  base::Task<SettleReplyResult> SettleReply(complaint::v1::SettleReplyRequest request,
                                            CallContext context);

 private:
  ledger::Ledger& ledger_;
};

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_REPLY_ADMIN_H_
