#include "server/operations/metrics.h"

#include <google/protobuf/descriptor.h>
#include <prometheus/text_serializer.h>

#include "absl/strings/str_cat.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "imageco/complaint/v1/identity_service.pb.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"
#include "server/operations/duration_buckets.h"

namespace imageco::server {
namespace {

using google::protobuf::ServiceDescriptor;
using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::Counter;
using prometheus::Family;

// gRPC's names of its codes, as other servers' metrics have them.
constexpr std::array<const char*, grpc::StatusCode::UNAUTHENTICATED + 1> kCodeNames = {
    "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
    "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
    "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
    "DataLoss", "Unauthenticated"};

}  // namespace

void AddValue(const prometheus::Labels& labels, double value, prometheus::MetricFamily& family) {
  prometheus::ClientMetric& metric = family.metric.emplace_back();
  // Prometheus-cpp writes the one of the family's type.
  metric.gauge.value = metric.counter.value = value;
  for (const auto& [name, text] : labels) metric.label.push_back({name, text});
}

Metrics::Metrics() { AddMethods(); }

void Metrics::AddMethods() {
  Family<Counter>& started = BuildCounter()
                                 .Name("grpc_server_started_total")
                                 .Help("Calls that began.")
                                 .Register(registry_);
  Family<Counter>& handled = BuildCounter()
                                 .Name("grpc_server_handled_total")
                                 .Help("Calls that were answered, by code.")
                                 .Register(registry_);
  Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("grpc_server_handling_seconds")
          .Help("How long calls took until they were answered.")
          .Register(registry_);
  const ServiceDescriptor* services[] = {
      complaint::v1::ReplyRequest::descriptor()->file()->service(0),
      complaint::v1::ListRepliesRequest::descriptor()->file()->service(0),
      complaint::v1::WhoAmIRequest::descriptor()->file()->service(0)};
  for (const ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string& method = service->method(i)->name();
      const prometheus::Labels labels = {
          {"grpc_type", "unary"}, {"grpc_service", service->full_name()}, {"grpc_method", method}};
      MethodCounts& counts = methods_[absl::StrCat("/", service->full_name(), "/", method)];
      counts.started_ = &started.Add(labels);
      counts.handling_seconds_ = &seconds.Add(labels, DurationBuckets());
      for (size_t code = 0; code < kCodeNames.size(); ++code) {
        prometheus::Labels with_code = labels;
        with_code["grpc_code"] = kCodeNames[code];
        counts.handled_[code] = &handled.Add(with_code);
      }
    }
  }
}

MethodCounts& Metrics::Of(const std::string& method) { return methods_.at(method); }

void Metrics::Measure(const std::string& name, const std::string& help,
                      std::function<double()> value, const prometheus::Labels& labels) {
  const std::lock_guard lock(mutex_);
  gauges_.emplace_back(&BuildGauge().Name(name).Help(help).Register(registry_).Add(labels),
                       std::move(value));
}

void Metrics::MeasureCounter(const std::string& name, const std::string& help,
                             std::function<double()> value) {
  const std::lock_guard lock(mutex_);
  counters_.emplace_back(&BuildCounter().Name(name).Help(help).Register(registry_).Add({}),
                         std::move(value));
}

void Metrics::MeasureAll(std::function<void(Families& families)> add) {
  const std::lock_guard lock(mutex_);
  sources_.push_back(std::move(add));
}

std::string Metrics::Text() {
  const std::lock_guard lock(mutex_);
  for (const auto& [gauge, value] : gauges_) gauge->Set(value());
  // A decrease is one that the process did not see, and no counter knows it.
  for (const auto& [counter, value] : counters_) {
    const double grown = value() - counter->Value();
    if (grown > 0) counter->Increment(grown);
  }
  Families families = registry_.Collect();
  for (const auto& add : sources_) add(families);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace imageco::server
