#ifndef IMAGECO_BRIDGE_REPLY_BRIDGE_H_
#define IMAGECO_BRIDGE_REPLY_BRIDGE_H_

#include <string>
#include <variant>

#include "absl/time/time.h"
#include "bridge/base/cancellation.h"
#include "bridge/base/loop.h"
#include "bridge/base/task.h"
#include "bridge/failure.h"
#include "bridge/flights.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/ledger/ledger.h"
#include "bridge/merchant.h"
#include "bridge/reply_record.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::bridge {

using GetReplyResult = std::variant<complaint::v1::GetReplyResponse, Failure>;

// Who waits for an answer, and until when. Going away stops a reply that was not sent yet, and
// changes nothing for one that was.
struct Caller {
  absl::Time deadline;
  base::Cancellation& cancellation;
};

// The promise: for one (isspid, transaction_id) the gateway is sent at most one message, and
// callers are told what is known. On the loop's thread. Outlives its tasks; what it is given
// outlives it.
class ReplyBridge {
 public:
  ReplyBridge(base::Loop& loop, ledger::Ledger& ledger, const gateway::Plan& plan,
              Merchants& merchants)
      : loop_(loop), ledger_(ledger), plan_(plan), merchants_(merchants), flights_(loop) {}

  // ComplaintService.Reply. `caller.cancellation` must live until the task ends.
  base::Task<ReplyResult> Reply(complaint::v1::ReplyRequest request, Caller caller);

  // ComplaintService.GetReply.
  base::Task<GetReplyResult> GetReply(complaint::v1::GetReplyRequest request);

  // The isspid that a request means: where it names none, that of the only merchant.
  std::string ResolveIsspid(const std::string& isspid) const;

 private:
  struct Prepared;

  Merchant* FindMerchant(const std::string& isspid) const;
  std::variant<Prepared, Failure> Prepare(complaint::v1::ReplyRequest& request) const;

  base::Loop& loop_;
  ledger::Ledger& ledger_;
  const gateway::Plan& plan_;
  Merchants& merchants_;
  Flights<ReplyResult> flights_;
};

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_REPLY_BRIDGE_H_
