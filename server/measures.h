#ifndef IMAGECO_SERVER_MEASURES_H_
#define IMAGECO_SERVER_MEASURES_H_

#include <grpcpp/security/server_credentials.h>

#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/listener/connections.h"
#include "server/operations/metrics.h"

namespace imageco::server {

// What /metrics asks for when it is read. Everything but the metrics outlives them.

void MeasureConnections(const Connections& connections, Metrics& metrics);

// Until when certificates are valid, in seconds since 1970: what the listener shows, and what each
// merchant's gateway is shown, as its file stands when it is asked.
void MeasureCertificates(const bridge::config::v1::BridgeConfig& config,
                         const grpc::ServerCredentials& listener, Metrics& metrics);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_MEASURES_H_
