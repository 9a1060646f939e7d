#ifndef IMAGECO_SERVER_OPERATIONS_METRICS_H_
#define IMAGECO_SERVER_OPERATIONS_METRICS_H_

#include <grpcpp/support/status.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace imageco::server {

// Calls of one method. For any thread; a count is an atomic addition.
class MethodCounts {
 public:
  void Started() { started_->Increment(); }
  void Handled(grpc::StatusCode code, absl::Duration elapsed) {
    const auto index = static_cast<size_t>(code);
    handled_[index < kCodes ? index : size_t{grpc::StatusCode::UNKNOWN}]->Increment();
    handling_seconds_->Observe(absl::ToDoubleSeconds(elapsed));
  }

 private:
  friend class Metrics;
  static constexpr size_t kCodes = grpc::StatusCode::UNAUTHENTICATED + 1;

  prometheus::Counter* started_ = nullptr;
  std::array<prometheus::Counter*, kCodes> handled_{};
  prometheus::Histogram* handling_seconds_ = nullptr;
};

// One more value of `family`, which is of gauges or of counters.
void AddValue(const prometheus::Labels& labels, double value, prometheus::MetricFamily& family);

// What is counted and measured, as Prometheus reads it. Every series is there from the start. Low
// cardinality: nothing that a caller chooses is a label. For any thread.
class Metrics {
 public:
  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Of ComplaintService, ReplyAdminService and IdentityService, by full name:
  // "/PACKAGE.SERVICE/METHOD". It must be one of theirs.
  MethodCounts& Of(const std::string& method);

  // For series that are counted elsewhere, which live as long as this.
  prometheus::Registry& registry() { return registry_; }

  // Measured when somebody asks, on whichever thread does.
  void Measure(const std::string& name, const std::string& help, std::function<double()> value,
               const prometheus::Labels& labels = {});
  // The same of what only grows.
  void MeasureCounter(const std::string& name, const std::string& help,
                      std::function<double()> value);

  // The same of whatever `add` adds to `families`.
  using Families = std::vector<prometheus::MetricFamily>;
  void MeasureAll(std::function<void(Families& families)> add);

  // Prometheus's text format.
  std::string Text();

 private:
  void AddMethods();

  prometheus::Registry registry_;
  std::map<std::string, MethodCounts> methods_;

  std::mutex mutex_;  // not absl::Mutex, as in EpollLoop; guards what is measured
  std::vector<std::pair<prometheus::Gauge*, std::function<double()>>> gauges_;
  std::vector<std::pair<prometheus::Counter*, std::function<double()>>> counters_;
  std::vector<std::function<void(Families&)>> sources_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_METRICS_H_
