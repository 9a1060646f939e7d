#ifndef IMAGECO_TESTS_SIMULATION_BLUEPRINT_H_
#define IMAGECO_TESTS_SIMULATION_BLUEPRINT_H_

#include <map>
#include <memory>
#include <string>

#include "bridge/gateway/message/plan.h"
#include "bridge/gateway/message_codec.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"
#include "tests/simulation/vendor_message.h"

namespace imageco::simulation {

// What all runs share, because it never changes and is dear to make. For any thread.
class Blueprint {
 public:
  static const Blueprint& Get();

  // Of ComplaintService.Reply.
  const bridge::gateway::Plan& plan() const { return *plan_; }
  const bridge::config::v1::Results& results() const { return results_; }
  const bridge::gateway::MessageCodec& codec(const std::string& isspid, Format format) const {
    return codecs_.at({isspid, format});
  }

 private:
  Blueprint();

  std::unique_ptr<const bridge::gateway::Plan> plan_;
  bridge::config::v1::Results results_;
  std::map<std::pair<std::string, Format>, bridge::gateway::MessageCodec> codecs_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_BLUEPRINT_H_
