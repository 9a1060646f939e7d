#ifndef IMAGECO_SERVER_OPERATIONS_OPERATIONS_PAGES_H_
#define IMAGECO_SERVER_OPERATIONS_OPERATIONS_PAGES_H_

#include "server/operations/http_port.h"
#include "server/operations/metrics.h"
#include "server/operations/readiness.h"

namespace imageco::server {

// /livez: the process turns, and 200. /readyz: 200 where it can serve; 503 otherwise, and a line
// for each thing that is wrong. /metrics: Prometheus's text. Both outlive the pages.
HttpPages MakeOperationsPages(const Readiness& readiness, Metrics& metrics);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_OPERATIONS_PAGES_H_
