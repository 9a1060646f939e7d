#include "server/operations/reload_metrics.h"

namespace imageco::server {
namespace {

prometheus::Counter& CounterOf(const char* result, Metrics& metrics) {
  return prometheus::BuildCounter()
      .Name("complaint_config_reloads_total")
      .Help("How often the configuration was read again.")
      .Register(metrics.registry())
      .Add({{"result", result}});
}

}  // namespace

ReloadMetrics::ReloadMetrics(Metrics& metrics)
    : good_(CounterOf("good", metrics)),
      bad_(CounterOf("bad", metrics)),
      last_(prometheus::BuildGauge()
                .Name("complaint_config_last_reload_successful")
                .Help("0: what the files say now was refused, and a start would refuse it too.")
                .Register(metrics.registry())
                .Add({})) {
  last_.Set(1);
}

}  // namespace imageco::server
