#include "server/operations/metrics.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace imageco::server {
namespace {

using testing::HasSubstr;

constexpr char kReply[] = "/imageco.complaint.v1.ComplaintService/Reply";

// The samples of a family, as lines.
std::vector<std::string> Samples(Metrics& metrics, const std::string& family) {
  std::vector<std::string> lines = absl::StrSplit(metrics.Text(), '\n');
  std::erase_if(lines, [&family](const std::string& line) {
    return !absl::StartsWith(line, family + "{") && !absl::StartsWith(line, family + " ");
  });
  return lines;
}

TEST(MetricsTest, HasEverySeriesAtZeroFromTheStart) {
  Metrics metrics;
  EXPECT_EQ(Samples(metrics, "grpc_server_started_total").size(), 5u);
  EXPECT_EQ(Samples(metrics, "grpc_server_handled_total").size(), 5u * 17);
  for (const std::string& line : Samples(metrics, "grpc_server_handled_total")) {
    EXPECT_TRUE(absl::EndsWith(line, "} 0")) << line;
  }
}

TEST(MetricsTest, CountsACallByItsCode) {
  Metrics metrics;
  metrics.Of(kReply).Started();
  metrics.Of(kReply).Handled(grpc::StatusCode::UNAVAILABLE, absl::Seconds(2));
  metrics.Of(kReply).Handled(static_cast<grpc::StatusCode>(99), absl::ZeroDuration());
  const std::string text = metrics.Text();
  EXPECT_THAT(text,
              HasSubstr("grpc_server_started_total{grpc_method=\"Reply\",grpc_service="
                        "\"imageco.complaint.v1.ComplaintService\",grpc_type=\"unary\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("{grpc_code=\"Unavailable\",grpc_method=\"Reply\",grpc_service="
                        "\"imageco.complaint.v1.ComplaintService\",grpc_type=\"unary\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("{grpc_code=\"Unknown\",grpc_method=\"Reply\",grpc_service="
                        "\"imageco.complaint.v1.ComplaintService\",grpc_type=\"unary\"} 1\n"));
}

TEST(MetricsTest, MeasuresWhenAsked) {
  Metrics metrics;
  double now = 1;
  double total = 2;
  metrics.Measure("complaint_now", "now", [&now] { return now; });
  metrics.MeasureCounter("complaint_all_total", "all", [&total] { return total; });
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncomplaint_now 1\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncomplaint_all_total 2\n"));
  now = -3;
  total = 7;
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncomplaint_now -3\n"));
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncomplaint_all_total 7\n"));
  total = 1;
  EXPECT_THAT(metrics.Text(), HasSubstr("\ncomplaint_all_total 7\n")) << "a counter only grows";
}

}  // namespace
}  // namespace imageco::server
