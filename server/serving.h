#ifndef IMAGECO_SERVER_SERVING_H_
#define IMAGECO_SERVER_SERVING_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "bridge/base/loop.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/calls/snapshot.h"
#include "server/merchants.h"

namespace imageco::server {

// One version of the configuration, read with all files that it names, and not in use yet.
struct ConfigVersion {
  bridge::config::v1::BridgeConfig config;
  ConfiguredMerchants merchants;
  std::shared_ptr<const Authenticator> authenticator;
};

// What calls are served by, version after version. Merchants and all that hangs on them end on the
// loop's thread, whoever lets go of them last: it must run once more after that.
class Serving {
 public:
  // All of them outlive it, and whatever it gives.
  Serving(bridge::base::Loop& loop, MerchantSurroundings surroundings)
      : loop_(loop), surroundings_(std::move(surroundings)) {}
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  // Reads a version that may follow on the one in use. Adds a line to `faults` for whatever is
  // wrong with its merchants and callers and their files. On any thread, where no Use is under way.
  std::shared_ptr<ConfigVersion> Read(const bridge::config::v1::BridgeConfig& config,
                                      std::vector<std::string>& faults) const;

  // Calls that begin from now on are served by `version`. On the loop's thread.
  void Use(const std::shared_ptr<ConfigVersion>& version, const RateMaker& make_rate);

  // What calls begin with; null before the first Use. For any thread.
  const CurrentSnapshot& current() const { return current_; }

  // The configuration in use. Where no Use is under way.
  const bridge::config::v1::BridgeConfig& config() const { return used_->config; }

 private:
  template <typename T>
  std::shared_ptr<T> OwnedByLoop(T value) const;

  bridge::base::Loop& loop_;
  const MerchantSurroundings surroundings_;
  std::shared_ptr<ConfigVersion> used_;
  CurrentSnapshot current_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_SERVING_H_
