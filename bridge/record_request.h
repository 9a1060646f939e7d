#ifndef IMAGECO_BRIDGE_RECORD_REQUEST_H_
#define IMAGECO_BRIDGE_RECORD_REQUEST_H_

#include <string>
#include <vector>

#include "bridge/gateway/message/validator.h"
#include "bridge/ledger/ledger.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::bridge {

// What requests about records mean to the ledger. Each adds every fault of its part of a request to
// `faults`; where it adds any, what it gives means nothing.
using FieldFaults = std::vector<gateway::FieldFault>;

// The reply that both ids name.
ledger::Key ToKey(std::string isspid, std::string transaction_id, FieldFaults& faults);

// What ListReplies lists, of all merchants where it names none; records_max is the page's size.
ledger::Query ToQuery(const complaint::v1::ListRepliesRequest& request, FieldFaults& faults);

// What SettleReply records.
ledger::Finding ToFinding(const complaint::v1::SettleReplyRequest& request, FieldFaults& faults);

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_RECORD_REQUEST_H_
