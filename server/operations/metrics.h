#ifndef IMAGECO_SERVER_OPERATIONS_METRICS_H_
#define IMAGECO_SERVER_OPERATIONS_METRICS_H_

#include <grpcpp/support/status.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <array>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "imageco/complaint/v1/error_reason.pb.h"

namespace imageco::server {

// Calls of one method. For any thread; a count is an atomic addition.
class MethodCounts {
 public:
  void Started() { started_->Increment(); }
  void Handled(grpc::StatusCode code) {
    const auto index = static_cast<size_t>(code);
    handled_[index < kCodes ? index : size_t{grpc::StatusCode::UNKNOWN}]->Increment();
  }

 private:
  friend class Metrics;
  static constexpr size_t kCodes = grpc::StatusCode::UNAUTHENTICATED + 1;

  prometheus::Counter* started_ = nullptr;
  std::array<prometheus::Counter*, kCodes> handled_{};
};

// What is counted and measured, as Prometheus reads it. Every series is there from the start. Low
// cardinality: nothing that a caller chooses is a label. For any thread.
class Metrics {
 public:
  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Of ComplaintService and ReplyAdminService, by full name: "/PACKAGE.SERVICE/METHOD". It must be
  // one of theirs.
  MethodCounts& Of(const std::string& method);

  // A Reply that the bridge answered, by its reason; and one without a failure.
  void CountReply(complaint::v1::ErrorReason reason) { replies_.at(reason)->Increment(); }
  void CountDelivered() { delivered_->Increment(); }
  void CountReplayed() { replayed_->Increment(); }
  void CountValid() { valid_->Increment(); }

  // Measured when somebody asks, on whichever thread does.
  void Measure(const std::string& name, const std::string& help, std::function<double()> value,
               const prometheus::Labels& labels = {});
  // The same of what only grows.
  void MeasureCounter(const std::string& name, const std::string& help,
                      std::function<double()> value);

  // The same of many series with one name, as they are when somebody asks.
  using Series = std::vector<std::pair<prometheus::Labels, double>>;
  void MeasureAll(const std::string& name, const std::string& help, std::function<Series()> series);

  // A counter that is there from now on, and lives as long as this. Before Text.
  prometheus::Counter& AddCounter(const std::string& name, const std::string& help,
                                  const prometheus::Labels& labels);

  // Prometheus's text format.
  std::string Text();

 private:
  void AddMethods();
  void AddReplies();

  prometheus::Registry registry_;
  std::map<std::string, MethodCounts> methods_;
  std::map<complaint::v1::ErrorReason, prometheus::Counter*> replies_;
  prometheus::Counter* delivered_ = nullptr;
  prometheus::Counter* replayed_ = nullptr;
  prometheus::Counter* valid_ = nullptr;

  std::mutex mutex_;  // not absl::Mutex, as in EpollLoop; guards what is measured
  std::vector<std::pair<prometheus::Gauge*, std::function<double()>>> gauges_;
  std::vector<std::pair<prometheus::Counter*, std::function<double()>>> counters_;
  struct Measured {
    std::string name;
    std::string help;
    std::function<Series()> series;
  };
  std::vector<Measured> measured_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_METRICS_H_
