// Health tells what is so, on both ports and at the same moment.
#include <grpc/health/v1/health.pb.h>

#include <atomic>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/complaint_server.h"
#include "tests/server/calls/unary_call.h"
#include "tests/server/complaint_server_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::server {
namespace {

using bridge::base::Task;
using bridge::ledger::Claimed;
using bridge::ledger::Finding;
using bridge::ledger::Fingerprint;
using bridge::ledger::Key;
using bridge::ledger::KeyedRecord;
using bridge::ledger::Ledger;
using bridge::ledger::Query;
using bridge::ledger::Record;
using bridge::ledger::Settlement;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using testing::HasSubstr;

// What a test does to a ledger that is asked for a record.
struct Trouble {
  std::atomic<bool> is_away = false;
  std::atomic<bool> blocks = false;  // the loop's thread, which must never be
  std::binary_semaphore goes_on{0};
};

class TroubledLedger final : public Ledger {
 public:
  TroubledLedger(std::unique_ptr<Ledger> ledger, Trouble& trouble)
      : ledger_(std::move(ledger)), trouble_(trouble) {}

  Task<absl::StatusOr<std::optional<Record>>> Find(Key key) override {
    if (trouble_.blocks.exchange(false)) trouble_.goes_on.acquire();
    if (trouble_.is_away) co_return absl::UnavailableError("its disk went for a walk");
    auto found = ledger_->Find(std::move(key));
    co_return co_await found;
  }
  Task<absl::StatusOr<Claimed>> Claim(Key key, Fingerprint fingerprint) override {
    return ledger_->Claim(std::move(key), fingerprint);
  }
  Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override {
    return ledger_->Settle(std::move(key), std::move(settlement));
  }
  Task<absl::Status> Release(Key key) override { return ledger_->Release(std::move(key)); }
  Task<absl::StatusOr<std::vector<KeyedRecord>>> List(Query query) override {
    return ledger_->List(std::move(query));
  }
  Task<absl::StatusOr<Record>> Decide(Key key, Finding finding) override {
    return ledger_->Decide(std::move(key), std::move(finding));
  }
  size_t unrecorded() const override { return ledger_->unrecorded(); }

 private:
  const std::unique_ptr<Ledger> ledger_;
  Trouble& trouble_;
};

class ReadyTest : public ComplaintServerFixture {
 protected:
  void StartWithTrouble() {
    auto made = ComplaintServer::Make(config(), [this](std::unique_ptr<Ledger> ledger) {
      return std::make_unique<TroubledLedger>(std::move(ledger), trouble_);
    });
    ASSERT_TRUE(made.ok()) << made.status();
    server_ = *std::move(made);
    ASSERT_TRUE(server_->Start().ok());
  }

  HttpReceived Readyz() const { return HttpGet(server_->operations_address(), "/readyz"); }

  HealthCheckResponse::ServingStatus GrpcHealth() const {
    HealthCheckResponse response;
    const grpc::Status status = CallUnary(server_->address(), "/grpc.health.v1.Health/Check",
                                          HealthCheckRequest(), response);
    return status.ok() ? response.status() : HealthCheckResponse::UNKNOWN;
  }

  HttpReceived AwaitReadyz(int status) const {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (Readyz().status != status && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::yield();
    }
    return Readyz();
  }

  Trouble trouble_;
  std::unique_ptr<ComplaintServer> server_;
};

TEST_F(ReadyTest, GoesWithTheLedgerAndComesBackWithIt) {
  StartWithTrouble();
  EXPECT_EQ(Readyz().status, 200);
  trouble_.is_away = true;
  EXPECT_EQ(AwaitReadyz(503).body, "ledger: its disk went for a walk\n");
  EXPECT_THAT(HttpGet(server_->operations_address(), "/metrics").body,
              AllOf(HasSubstr("complaint_ready{part=\"ledger\"} 0\n"),
                    HasSubstr("complaint_ready{part=\"listener\"} 1\n")));
  EXPECT_EQ(GrpcHealth(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(HttpGet(server_->operations_address(), "/livez").status, 200);
  trouble_.is_away = false;
  EXPECT_EQ(AwaitReadyz(200).body, "ready\n");
  EXPECT_EQ(GrpcHealth(), HealthCheckResponse::SERVING);
}

TEST_F(ReadyTest, IsNotThereWhereTheLedgerIsAwayFromTheStart) {
  trouble_.is_away = true;
  StartWithTrouble();
  EXPECT_EQ(Readyz().status, 503);
  EXPECT_EQ(GrpcHealth(), HealthCheckResponse::NOT_SERVING);
}

TEST_F(ReadyTest, GoesWhileTheLoopStandsStill) {
  StartWithTrouble();
  trouble_.blocks = true;
  const HttpReceived still = AwaitReadyz(503);
  EXPECT_THAT(still.body, HasSubstr("loop: has not turned for "));
  EXPECT_EQ(GrpcHealth(), HealthCheckResponse::NOT_SERVING);
  EXPECT_EQ(HttpGet(server_->operations_address(), "/livez").status, 200);
  EXPECT_THAT(HttpGet(server_->operations_address(), "/metrics").body,
              HasSubstr("complaint_loop_stalls_total 1\n"));
  trouble_.goes_on.release();
  EXPECT_EQ(AwaitReadyz(200).status, 200);
  EXPECT_EQ(GrpcHealth(), HealthCheckResponse::SERVING);
}

}  // namespace
}  // namespace imageco::server
