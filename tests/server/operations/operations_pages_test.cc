#include "server/operations/operations_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::server {
namespace {

using testing::HasSubstr;

class OperationsPagesTest : public testing::Test {
 protected:
  HttpAnswer Ask(const std::string& path) { return pages_.at(path)(); }

  Readiness readiness_;
  Metrics metrics_;
  const HttpPages pages_ = MakeOperationsPages(readiness_, metrics_);
};

TEST_F(OperationsPagesTest, AreReadyWhereAllIsWell) {
  EXPECT_EQ(Ask("/readyz").status, 200u);
  EXPECT_EQ(Ask("/readyz").body, "ready\n");
}

TEST_F(OperationsPagesTest, NameEveryThingThatIsWrong) {
  readiness_.Report(Readiness::Part::kLife, "is going down");
  readiness_.Report(Readiness::Part::kListener, "has not answered for 7 s");
  EXPECT_EQ(Ask("/readyz").status, 503u);
  EXPECT_EQ(Ask("/readyz").body, "process: is going down\nlistener: has not answered for 7 s\n");
}

TEST_F(OperationsPagesTest, LiveWhateverIsWrong) {
  readiness_.Report(Readiness::Part::kLedger, "is away");
  EXPECT_EQ(Ask("/livez").status, 200u);
}

TEST_F(OperationsPagesTest, ShowMetricsAsPrometheusReadsThem) {
  EXPECT_EQ(Ask("/metrics").content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(Ask("/metrics").body, HasSubstr("# TYPE grpc_server_started_total counter\n"));
}

}  // namespace
}  // namespace imageco::server
