#ifndef IMAGECO_SERVER_MERCHANTS_H_
#define IMAGECO_SERVER_MERCHANTS_H_

#include <memory>
#include <string>
#include <vector>

#include "bridge/base/loop.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/http/curl_multi.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/merchant_table.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// What all merchants share; outlives them.
struct MerchantSurroundings {
  bridge::base::Loop& loop;
  bridge::gateway::CurlMulti& multi;
  const bridge::gateway::Plan& plan;
  std::shared_ptr<const bridge::gateway::Gbk> gbk;
};

// The merchants of a configuration. Opens their keys and certificates. Adds a line to `faults` for
// whatever is wrong that CheckConfig did not look at; merchants at fault are left out.
bridge::MerchantTable MakeMerchants(const bridge::config::v1::BridgeConfig& config,
                                    const MerchantSurroundings& surroundings,
                                    std::vector<std::string>& faults);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_MERCHANTS_H_
