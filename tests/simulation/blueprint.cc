#include "tests/simulation/blueprint.h"

#include <utility>

#include "bridge/base/log.h"
#include "bridge/gateway/codec/gbk.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "tests/simulation/gateway_verdict.h"
#include "tests/simulation/scenario.h"

namespace imageco::simulation {

using bridge::gateway::Gbk;
using bridge::gateway::MessageCodec;

const Blueprint& Blueprint::Get() {
  static const Blueprint& blueprint = *new Blueprint;
  return blueprint;
}

Blueprint::Blueprint()
    : plan_(*bridge::gateway::Plan::Compile(*complaint::v1::ReplyRequest::descriptor()
                                                 ->file()
                                                 ->FindServiceByName("ComplaintService")
                                                 ->FindMethodByName("Reply"))) {
  // What the ledger logs of its failures is meant to happen here.
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kError);
  results_.add_unknown_ids(kOpenId);
  results_.add_retry_ids(kRetryId);
  results_.add_refused_statuses(kRefusedAtTheDoor);
  results_.add_deferred_statuses(kDeferredAtTheDoor);
  results_.mutable_retry_delay()->set_seconds(2);
  const std::shared_ptr<const Gbk> gbk(*Gbk::Load());
  for (const char* isspid : kIsspids) {
    bridge::config::v1::Merchant merchant;
    merchant.set_isspid(isspid);
    merchant.set_system_id("8888");
    codecs_.emplace(std::pair(isspid, Format::kJson),
                    *MessageCodec::Make(*plan_, merchant, kKey, gbk));
    merchant.mutable_wire()->set_format(bridge::config::v1::FORMAT_XML);
    codecs_.emplace(std::pair(isspid, Format::kXml),
                    *MessageCodec::Make(*plan_, merchant, "", gbk));
  }
}

}  // namespace imageco::simulation
