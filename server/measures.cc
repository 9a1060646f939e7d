#include "server/measures.h"

#include <limits>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "bridge/certificates/certificate_dates.h"
#include "server/credentials.h"

namespace imageco::server {
namespace {

constexpr char kExpiry[] = "complaint_certificate_expiry_timestamp_seconds";
constexpr char kExpiryHelp[] = "Until when certificates are valid that are shown to peers.";

// NaN where nothing is known, as the file may be gone.
double SecondsOf(std::optional<absl::Time> time) {
  if (!time) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(absl::ToUnixSeconds(*time));
}

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

void MeasureCertificates(const bridge::config::v1::BridgeConfig& config,
                         const grpc::ServerCredentials& listener, Metrics& metrics) {
  if (config.listener().has_tls()) {
    metrics.Measure(kExpiry, kExpiryHelp, [&listener] { return SecondsOf(ExpiryOf(listener)); },
                    {{"shown_to", "callers"}, {"isspid", ""}});
  }
  for (const bridge::config::v1::Merchant& merchant : config.merchants()) {
    const std::string& file = merchant.gateway().tls().client_certificate_file();
    if (file.empty()) continue;
    metrics.Measure(kExpiry, kExpiryHelp,
                    [file] { return SecondsOf(bridge::certificates::ExpiryOfFile(file)); },
                    {{"shown_to", "gateway"}, {"isspid", merchant.isspid()}});
  }
}

}  // namespace imageco::server
