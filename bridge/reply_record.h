#ifndef IMAGECO_BRIDGE_REPLY_RECORD_H_
#define IMAGECO_BRIDGE_REPLY_RECORD_H_

#include <variant>

#include "bridge/failure.h"
#include "bridge/gateway/outcome.h"
#include "bridge/ledger/ledger.h"
#include "imageco/complaint/v1/complaint_service.pb.h"

namespace imageco::bridge {

using ReplyResult = std::variant<complaint::v1::ReplyResponse, Failure>;

// What the ledger keeps of an outcome that is neither NotSent nor Deferred; of the gateway's texts
// no more than kResultIdBytesMax and kResultCommentBytesMax.
ledger::Settlement ToSettlement(const gateway::Outcome& outcome);

// What a caller with `request` is told of a settled reply.
ReplyResult ToResult(const complaint::v1::ReplyRequest& request,
                     const ledger::Settlement& settlement);

// What a caller with `request`, whose fingerprint is given, is told of a record that is there.
ReplyResult Replay(const complaint::v1::ReplyRequest& request,
                   const ledger::Fingerprint& fingerprint, const ledger::Record& record);

// `result` for a caller for whom nothing was sent.
ReplyResult AsReplay(ReplyResult result);

// The public form of a record.
complaint::v1::ReplyRecord ToReplyRecord(const ledger::Key& key, const ledger::Record& record);

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_REPLY_RECORD_H_
