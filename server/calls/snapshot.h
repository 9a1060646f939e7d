#ifndef IMAGECO_SERVER_CALLS_SNAPSHOT_H_
#define IMAGECO_SERVER_CALLS_SNAPSHOT_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "bridge/merchant_table.h"
#include "server/callers/access.h"
#include "server/callers/authenticator.h"

namespace imageco::server {

// Until when what a merchant's gateway is shown is valid.
struct CertificateExpiry {
  std::string isspid;
  absl::Time time;
};

// What one version of the configuration says of calls. Immutable.
struct Snapshot {
  std::shared_ptr<const Authenticator> authenticator;
  Access access;
  std::shared_ptr<const bridge::MerchantTable> merchants;
  std::vector<CertificateExpiry> gateway_certificates;
  absl::Time since;  // when calls first began with it
  uint32_t log_delivered_one_in = 1;
};

// The version that calls begin with from now on. Any thread.
class CurrentSnapshot {
 public:
  // Null before the first.
  std::shared_ptr<const Snapshot> Get() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  void Set(std::shared_ptr<const Snapshot> snapshot) {
    const std::lock_guard lock(mutex_);
    snapshot_.swap(snapshot);
  }

 private:
  mutable std::mutex mutex_;                  // not absl::Mutex, as in EpollLoop
  std::shared_ptr<const Snapshot> snapshot_;  // guarded by mutex_
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_SNAPSHOT_H_
