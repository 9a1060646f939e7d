#include "tests/bench/load_report.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

namespace imageco::bench {
namespace {

using nlohmann::json;

// The least value that so many of all are not above. Of sorted values.
uint32_t Quantile(const std::vector<uint32_t>& sorted, double share) {
  if (sorted.empty()) return 0;
  const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<size_t>(rank, 1) - 1];
}

json Latencies(std::vector<uint32_t>& latencies) {
  std::sort(latencies.begin(), latencies.end());
  return {{"p50", Quantile(latencies, 0.5)},
          {"p99", Quantile(latencies, 0.99)},
          {"p999", Quantile(latencies, 0.999)},
          {"max", Quantile(latencies, 1)}};
}

json ThreadSeconds(const ProcessUsage& before, const ProcessUsage& after) {
  json seconds = json::object();
  for (const auto& [name, value] : after.thread_seconds) {
    const auto earlier = before.thread_seconds.find(name);
    seconds[name] = value - (earlier == before.thread_seconds.end() ? 0 : earlier->second);
  }
  return seconds;
}

}  // namespace

std::string ToJson(LoadReport& report) {
  return json{{"seconds", report.seconds},
              {"delivered_in_window", report.delivered_in_window},
              {"ended", report.ended},
              {"offered", report.offered},
              {"delivered", report.delivered_us.size()},
              {"refused", report.refused},
              {"latency_us", Latencies(report.delivered_us)},
              {"refusal_us", Latencies(report.refused_us)},
              {"late_max_us", report.late_max_us},
              {"client_cpu_seconds", report.client_cpu_seconds},
              {"cpu_seconds", report.after.cpu_seconds - report.before.cpu_seconds},
              {"thread_seconds", ThreadSeconds(report.before, report.after)},
              {"resident_kib_before", report.before.resident_kib},
              {"resident_kib", report.after.resident_kib},
              {"resident_peak_kib", report.after.resident_peak_kib}}
      .dump();
}

}  // namespace imageco::bench
