#include "server/measures.h"

#include <prometheus/histogram.h>
#include <sys/resource.h>

#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "bridge/admission/admission.h"
#include "server/credentials.h"
#include "server/operations/duration_buckets.h"
#include "server/operations/loop_sample.h"
#include "server/operations/process_usage.h"
#include "server/operations/reply_metrics.h"

namespace imageco::server {
namespace {

constexpr char kExpiry[] = "complaint_certificate_expiry_timestamp_seconds";
constexpr char kExpiryHelp[] =
    "Until when certificates are valid that are shown to peers, and lists of those taken back.";

using prometheus::MetricType;
using State = bridge::admission::Admission::State;
using MerchantStates = std::vector<std::pair<std::string, State>>;

MerchantStates StatesOf(const bridge::MerchantTable& merchants) {
  MerchantStates states;
  for (const auto& [isspid, merchant] : merchants) {
    if (states.size() == ReplyMetrics::kMerchantsMax) break;
    states.emplace_back(isspid, merchant.admission->state());
  }
  return states;
}

prometheus::MetricFamily& AddFamily(const char* name, const char* help, Metrics::Families& families,
                                    MetricType type = MetricType::Gauge) {
  prometheus::MetricFamily& family = families.emplace_back();
  family.name = name;
  family.help = help;
  family.type = type;
  return family;
}

double OpenDescriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator descriptors("/proc/self/fd", error);
  return error ? 0 : static_cast<double>(std::distance(begin(descriptors), end(descriptors)));
}

double DescriptorLimit() {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
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

void MeasureMerchants(bridge::base::Loop& loop, const CurrentSnapshot& current, Metrics& metrics) {
  const auto sample = std::make_shared<LoopSample<MerchantStates>>(
      loop, [&current] { return StatesOf(*current.Get()->merchants); });
  metrics.MeasureAll([sample](Metrics::Families& families) {
    const MerchantStates states = sample->Get();
    const auto add = [&](const char* name, const char* help, auto value,
                         MetricType type = MetricType::Gauge) {
      prometheus::MetricFamily& family = AddFamily(name, help, families, type);
      for (const auto& [isspid, state] : states) {
        AddValue({{"isspid", isspid}}, static_cast<double>(value(state)), family);
      }
    };
    add("complaint_replies_in_flight", "Replies that have a slot: claimed, sent and settled.",
        [](const State& state) { return state.running; });
    add("complaint_replies_waiting", "Replies that wait for a slot.",
        [](const State& state) { return state.waiting; });
    add("complaint_rate_tokens", "Replies that the rate lets go at once; +Inf without one.",
        [](const State& state) { return state.tokens; });
    add("complaint_breaker_open", "1: the breaker pauses, or lets one reply try.",
        [](const State& state) { return state.is_open ? 1 : 0; });
    add(
        "complaint_breaker_openings_total", "How often the breaker has opened.",
        [](const State& state) { return state.openings; }, MetricType::Counter);
  });
}

void MeasureGatewayConnections(bridge::base::Loop& loop, const bridge::gateway::CurlPool& pool,
                               Metrics& metrics) {
  using Counts = bridge::gateway::CurlMulti::ConnectionCounts;
  const auto sample =
      std::make_shared<LoopSample<Counts>>(loop, [&pool] { return pool.connection_counts(); });
  metrics.MeasureAll([sample](Metrics::Families& families) {
    const Counts counts = sample->Get();
    prometheus::MetricFamily& family =
        AddFamily("complaint_gateway_connections", "Connections to gateways.", families);
    AddValue({{"state", "busy"}}, static_cast<double>(counts.busy), family);
    AddValue({{"state", "idle"}}, static_cast<double>(counts.idle), family);
  });
}

void MeasureReadiness(const Readiness& readiness, Metrics& metrics) {
  for (const Readiness::Part part : Readiness::kParts) {
    metrics.Measure("complaint_ready", "1: that part of the process is well.",
                    [&readiness, part] { return readiness.is_well(part) ? 1 : 0; },
                    {{"part", Readiness::NameOf(part)}});
  }
}

void MeasureProcess(Metrics& metrics) {
  static const double started = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch());
  metrics.Measure("process_start_time_seconds", "When it started, in seconds since 1970.",
                  [] { return started; });
  metrics.MeasureCounter("process_cpu_seconds_total", "Processor time, of user and system.",
                         &CpuSeconds);
  metrics.Measure("process_resident_memory_bytes", "Memory that is resident.", &ResidentBytes);
  metrics.Measure("process_open_fds", "Descriptors that are open.", &OpenDescriptors);
  metrics.Measure("process_max_fds", "Descriptors that may be open.", &DescriptorLimit);
}

bridge::ledger::CommitObserver CountCommits(Metrics& metrics) {
  prometheus::Registry& registry = metrics.registry();
  auto& seconds = prometheus::BuildHistogram()
                      .Name("complaint_ledger_commit_seconds")
                      .Help("How long the ledger took for a commit: its disk, or its database.")
                      .Register(registry)
                      .Add({}, DurationBuckets());
  auto& operations =
      prometheus::BuildHistogram()
          .Name("complaint_ledger_commit_operations")
          .Help("How many operations went with one commit.")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{1, 2, 4, 8, 16, 32, 64, 128, 256});
  auto& errors = prometheus::BuildCounter()
                     .Name("complaint_ledger_errors_total")
                     .Help("Commits that failed.")
                     .Register(registry)
                     .Add({});
  return [&](const bridge::ledger::CommitReport& report) {
    seconds.Observe(absl::ToDoubleSeconds(report.elapsed));
    operations.Observe(static_cast<double>(report.operations));
    if (!report.ok) errors.Increment();
  };
}

void MeasureConfiguration(const CurrentSnapshot& current, Metrics& metrics) {
  metrics.Measure("complaint_config_loaded_timestamp_seconds",
                  "Since when the configuration is in use that calls begin with.", [&current] {
                    return static_cast<double>(absl::ToUnixSeconds(current.Get()->since));
                  });
}

void MeasureCertificates(const grpc::ServerCredentials& listener, const CurrentSnapshot& current,
                         Metrics& metrics) {
  metrics.MeasureAll([&listener, &current](Metrics::Families& families) {
    prometheus::MetricFamily& family = AddFamily(kExpiry, kExpiryHelp, families);
    const auto add = [&family](const char* shown_to, const std::string& isspid, absl::Time time) {
      AddValue({{"shown_to", shown_to}, {"isspid", isspid}},
               static_cast<double>(absl::ToUnixSeconds(time)), family);
    };
    if (const auto expiry = ExpiryOf(listener)) add("callers", "", *expiry);
    const std::shared_ptr<const Snapshot> snapshot = current.Get();
    if (const auto expiry = snapshot->authenticator->revocations_expiry()) {
      add("revocations", "", *expiry);
    }
    for (const auto& [isspid, expiry] : snapshot->gateway_certificates) {
      add("gateway", isspid, expiry);
    }
  });
}

}  // namespace imageco::server
