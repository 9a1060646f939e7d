#ifndef IMAGECO_BRIDGE_REPLY_BRIDGE_H_
#define IMAGECO_BRIDGE_REPLY_BRIDGE_H_

#include <variant>

#include "bridge/base/loop.h"
#include "bridge/base/task.h"
#include "bridge/call_context.h"
#include "bridge/failure.h"
#include "bridge/flights.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/ledger/ledger.h"
#include "bridge/reply_record.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::bridge {

using GetReplyResult = std::variant<complaint::v1::GetReplyResponse, Failure>;

// The promise: for one (isspid, transaction_id) the gateway is sent at most one message, and
// callers are told what is known. On the loop's thread. Outlives its tasks; what it is given
// outlives it.
class ReplyBridge {
 public:
  ReplyBridge(base::Loop& loop, ledger::Ledger& ledger, const gateway::Plan& plan)
      : loop_(loop), ledger_(ledger), plan_(plan), flights_(loop) {}

  // ComplaintService.Reply.
  base::Task<ReplyResult> Reply(complaint::v1::ReplyRequest request, CallContext context);

  // ComplaintService.GetReply.
  base::Task<GetReplyResult> GetReply(complaint::v1::GetReplyRequest request, CallContext context);

 private:
  struct Prepared;

  std::variant<Prepared, Failure> Prepare(complaint::v1::ReplyRequest& request,
                                          const MerchantTable& merchants) const;

  base::Loop& loop_;
  ledger::Ledger& ledger_;
  const gateway::Plan& plan_;
  Flights<ReplyResult> flights_;
};

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_REPLY_BRIDGE_H_
