#ifndef IMAGECO_SERVER_LEDGERS_H_
#define IMAGECO_SERVER_LEDGERS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/ledger/ledger.h"
#include "bridge/merchant_table.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Adds a line to `faults` for whatever keeps the ledger of a configuration from being opened, as
// far as it can be told without making or locking anything.
void CheckLedger(const bridge::config::v1::BridgeConfig& config, std::vector<std::string>& faults);

// Opens the ledger of a configuration. An error names the setting and the reason. `loop` outlives
// the ledger. A ledger in a database runs the loop meanwhile, which nobody else may do yet; where
// the database is not there, it is opened all the same, and fails until the database comes. It also
// settles the rates of `merchants`, which the ledger outlives.
absl::StatusOr<std::unique_ptr<bridge::ledger::Ledger>> OpenLedger(
    const bridge::config::v1::BridgeConfig& config, bridge::base::EpollLoop& loop,
    const bridge::MerchantTable& merchants = {});

// Makes the ledger of a configuration where there is none, whatever is missed there, and gives its
// identity. An error names the setting and the reason: there is one, or an identity is asked for.
absl::StatusOr<std::string> MakeLedger(const bridge::config::v1::BridgeConfig& config);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LEDGERS_H_
