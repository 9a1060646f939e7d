#ifndef IMAGECO_SERVER_MERCHANTS_H_
#define IMAGECO_SERVER_MERCHANTS_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/admission/admission.h"
#include "bridge/admission/rate_source.h"
#include "bridge/base/loop.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/exchange_observer.h"
#include "bridge/gateway/http/curl_pool.h"
#include "bridge/gateway/message/plan.h"
#include "bridge/merchant_table.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// What all merchants share; outlives them.
struct MerchantSurroundings {
  bridge::gateway::CurlPool& pool;
  const bridge::gateway::Plan& plan;
  std::shared_ptr<const bridge::gateway::Gbk> gbk;
  // Of every exchange, instead of what gateway.capture_dir asks for; may be null.
  std::shared_ptr<bridge::gateway::ExchangeObserver> observer{};
};

// A merchant as a configuration and the files that it names have it.
struct ConfiguredMerchant {
  std::shared_ptr<bridge::gateway::GatewayClient> gateway{};
  bridge::admission::AdmissionOptions admission;
  std::optional<absl::Time> certificate_expiry{};  // of what the gateway is shown, if anything
  std::string digest;                              // of all that `gateway` was made of
};

// By isspid.
using ConfiguredMerchants = std::map<std::string, ConfiguredMerchant>;

// The merchants of a configuration. Opens their keys and certificates; those whose gateway is as it
// was `before` keep it, with its connections. Adds a line to `faults` for whatever is wrong that
// CheckConfig did not look at; merchants at fault are left out. On any thread; what comes of it is
// the loop's, its destruction included.
ConfiguredMerchants MakeMerchants(const bridge::config::v1::BridgeConfig& config,
                                  const MerchantSurroundings& surroundings,
                                  const ConfiguredMerchants& before,
                                  std::vector<std::string>& faults);

// Where the tokens of a merchant come from. Null: from a RateLimit of this process.
using RateMaker = std::function<std::unique_ptr<bridge::admission::RateSource>(
    const std::string& isspid, const bridge::admission::AdmissionOptions& options)>;

// Those merchants, with the admission that they had `before`, changed to their options, or a new
// one. `make_rate` may be null. On the loop's thread.
bridge::MerchantTable Admit(const ConfiguredMerchants& merchants,
                            const bridge::MerchantTable& before, const RateMaker& make_rate,
                            bridge::base::Loop& loop);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_MERCHANTS_H_
