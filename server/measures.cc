#include "server/measures.h"

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "server/credentials.h"

namespace imageco::server {
namespace {

constexpr char kExpiry[] = "complaint_certificate_expiry_timestamp_seconds";
constexpr char kExpiryHelp[] = "Until when certificates are valid that are shown to peers.";

}  // namespace

void MeasureConnections(const Connections& connections, Metrics& metrics) {
  metrics.Measure("complaint_connections_open", "Connections of callers.",
                  [&connections] { return static_cast<double>(connections.open()); });
  metrics.MeasureCounter("complaint_connections_accepted_total",
                         "Connections of callers that were accepted.",
                         [&connections] { return static_cast<double>(connections.accepted()); });
  metrics.MeasureCounter("complaint_connections_refused_total",
                         "Connections of callers that were turned away.",
                         [&connections] { return static_cast<double>(connections.refused()); });
  metrics.MeasureCounter("complaint_connections_cut_total",
                         "Connections of callers that brought more than their calls can need.",
                         [&connections] { return static_cast<double>(connections.cut()); });
  metrics.MeasureCounter("complaint_accept_pauses_total",
                         "How often the system let no connection in for a moment.",
                         [&connections] { return static_cast<double>(connections.pauses()); });
}

void MeasureConfiguration(const CurrentSnapshot& current, Metrics& metrics) {
  metrics.Measure("complaint_config_loaded_timestamp_seconds",
                  "Since when the configuration is in use that calls begin with.", [&current] {
                    return static_cast<double>(absl::ToUnixSeconds(current.Get()->since));
                  });
}

void MeasureCertificates(const grpc::ServerCredentials& listener, const CurrentSnapshot& current,
                         Metrics& metrics) {
  metrics.MeasureAll(kExpiry, kExpiryHelp, [&listener, &current] {
    Metrics::Series series;
    const auto add = [&series](const char* shown_to, const std::string& isspid, absl::Time time) {
      series.push_back({{{"shown_to", shown_to}, {"isspid", isspid}},
                        static_cast<double>(absl::ToUnixSeconds(time))});
    };
    if (const auto expiry = ExpiryOf(listener)) add("callers", "", *expiry);
    const std::shared_ptr<const Snapshot> snapshot = current.Get();
    for (const auto& [isspid, expiry] : snapshot->gateway_certificates) {
      add("gateway", isspid, expiry);
    }
    return series;
  });
}

}  // namespace imageco::server
