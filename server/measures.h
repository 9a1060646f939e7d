#ifndef IMAGECO_SERVER_MEASURES_H_
#define IMAGECO_SERVER_MEASURES_H_

#include <grpcpp/security/server_credentials.h>

#include "bridge/base/loop.h"
#include "bridge/gateway/http/curl_pool.h"
#include "bridge/ledger/commit_report.h"
#include "server/calls/snapshot.h"
#include "server/listener/connections.h"
#include "server/operations/metrics.h"
#include "server/operations/readiness.h"

namespace imageco::server {

// What /metrics asks for when it is read. Everything but the metrics outlives them.

void MeasureConnections(const Connections& connections, Metrics& metrics);

// How much every merchant has under way and waiting, what is left of its rate, and its breaker. As
// many merchants as have series of their own.
void MeasureMerchants(bridge::base::Loop& loop, const CurrentSnapshot& current, Metrics& metrics);

// What the connections to all gateways do.
void MeasureGatewayConnections(bridge::base::Loop& loop, const bridge::gateway::CurlPool& pool,
                               Metrics& metrics);

// complaint_ready by part. `readiness` outlives `metrics`' last use.
void MeasureReadiness(const Readiness& readiness, Metrics& metrics);

// The process, by the names that other programs give these.
void MeasureProcess(Metrics& metrics);

// What the ledger costs.
bridge::ledger::CommitObserver CountCommits(Metrics& metrics);

// Since when calls begin with the version of the configuration that is in use.
void MeasureConfiguration(const CurrentSnapshot& current, Metrics& metrics);

// Until when certificates are valid, in seconds since 1970: what the listener shows, and what each
// merchant's gateway is shown; and the lists of callers' that were taken back.
void MeasureCertificates(const grpc::ServerCredentials& listener, const CurrentSnapshot& current,
                         Metrics& metrics);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_MEASURES_H_
