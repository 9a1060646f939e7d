#include "server/operations/operations_pages.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace imageco::server {
namespace {

HttpAnswer Ready(const Readiness& readiness) {
  std::vector<std::string> lines = readiness.Faults();
  const unsigned status = lines.empty() ? 200 : 503;
  if (lines.empty()) lines.emplace_back("ready");
  if (std::string remark = readiness.remark(); !remark.empty()) lines.push_back(std::move(remark));
  return {.status = status, .body = absl::StrCat(absl::StrJoin(lines, "\n"), "\n")};
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
