#ifndef IMAGECO_SERVER_OPERATIONS_RELOAD_METRICS_H_
#define IMAGECO_SERVER_OPERATIONS_RELOAD_METRICS_H_

#include "server/operations/metrics.h"

namespace imageco::server {

// What became of the configuration whenever it was read again. For any thread.
class ReloadMetrics {
 public:
  explicit ReloadMetrics(Metrics& metrics);

  void Count(bool is_good) {
    (is_good ? good_ : bad_).Increment();
    last_.Set(is_good ? 1 : 0);
  }

 private:
  prometheus::Counter& good_;
  prometheus::Counter& bad_;
  prometheus::Gauge& last_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_RELOAD_METRICS_H_
