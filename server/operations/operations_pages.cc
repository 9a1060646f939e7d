#include "server/operations/operations_pages.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace imageco::server {
namespace {

HttpAnswer Ready(const Readiness& readiness) {
  const std::vector<std::string> faults = readiness.Faults();
  if (faults.empty()) return {.body = "ready\n"};
  return {.status = 503, .body = absl::StrCat(absl::StrJoin(faults, "\n"), "\n")};
}

}  // namespace

HttpPages MakeOperationsPages(const Readiness& readiness, Metrics& metrics) {
  return {
      {"/livez", [] { return HttpAnswer{.body = "alive\n"}; }},
      {"/readyz", [&readiness] { return Ready(readiness); }},
      {"/metrics",
       [&metrics] {
         return HttpAnswer{.content_type = "text/plain; version=0.0.4; charset=utf-8",
                           .body = metrics.Text()};
       }},
  };
}

}  // namespace imageco::server
