#ifndef IMAGECO_SERVER_OPERATIONS_DURATION_BUCKETS_H_
#define IMAGECO_SERVER_OPERATIONS_DURATION_BUCKETS_H_

#include <prometheus/histogram.h>

namespace imageco::server {

// From what a ledger in memory takes to what a gateway may, in seconds.
inline prometheus::Histogram::BucketBoundaries DurationBuckets() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30};
}

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_DURATION_BUCKETS_H_
