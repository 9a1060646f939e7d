#ifndef IMAGECO_BRIDGE_LEDGER_COMMIT_REPORT_H_
#define IMAGECO_BRIDGE_LEDGER_COMMIT_REPORT_H_

#include <cstddef>
#include <functional>

#include "absl/time/time.h"

namespace imageco::bridge::ledger {

// What a ledger went to its disk or its database for, for a metric.
struct CommitReport {
  size_t operations = 1;  // that it carried out together
  absl::Duration elapsed;
  bool ok = true;  // false: all of them failed
};

// Called on whichever thread does the work; blocks nowhere.
using CommitObserver = std::function<void(const CommitReport&)>;

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_COMMIT_REPORT_H_
