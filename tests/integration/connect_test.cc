// Connections to a gateway that do not come about: nothing is sent, callers hear so, and the
// process and other merchants go on.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "tests/integration/replica_fixture.h"
#include "tests/silent_listener.h"

namespace imageco::integration {
namespace {

using grpc::StatusCode;
using server::IsError;
using server::IsOk;
using server::PendingReply;

constexpr int kCalls = 30;
constexpr char kDeadIsspid[] = "39493003";

// Beside the merchant of the other tests there is one whose gateway lets nobody in.
class ConnectTest : public ReplicaFixture {
 protected:
  ConnectTest() {
    const bridge::config::v1::Merchant alive = merchant();
    bridge::config::v1::Merchant& dead = *config().add_merchants();
    dead = alive;
    dead.set_isspid(kDeadIsspid);
    dead.mutable_admission()->set_concurrency_max(kCalls);
    dead.mutable_gateway()->mutable_connect_timeout()->set_nanos(200'000'000);
  }

  bridge::config::v1::Gateway& dead_gateway() {
    return *config().mutable_merchants(1)->mutable_gateway();
  }
  void UseDeadUrl(const std::string& scheme, int port) {
    dead_gateway().set_url(absl::StrCat(scheme, "://127.0.0.1:", port, "/json"));
  }

  // Every call is told that its gateway cannot be reached, and the other merchant is served
  // meanwhile. `meanwhile` happens while the calls wait.
  void ExpectUnreachable(const std::function<void()>& meanwhile = [] {}) {
    if (replica_ == nullptr) replica_ = Launch();
    const uint64_t received = gateway().counts().received;
    std::vector<std::unique_ptr<PendingReply>> calls;
    for (int i = 0; i < kCalls; ++i) {
      calls.push_back(replica_->StartReply(absl::StrCat("dead-", i), kDeadIsspid));
    }
    meanwhile();
    for (int i = 0; i < kCalls; ++i) {
      EXPECT_THAT(replica_->Reply(absl::StrCat("t-", received, "-", i)), IsOk());
    }
    for (const auto& call : calls) {
      EXPECT_THAT(call->status(), IsError(StatusCode::UNAVAILABLE, "GATEWAY_UNREACHABLE"));
    }
    EXPECT_EQ(gateway().counts().received, received + kCalls);
  }

 private:
  std::unique_ptr<Replica> replica_;
};

TEST_F(ConnectTest, GoesOnWhereSynsAreSwallowed) {
  const SilentListener silent;
  UseDeadUrl("http", silent.port());
  for (int round = 0; round < 3; ++round) ExpectUnreachable();
}

TEST_F(ConnectTest, GoesOnWhereTheConnectionIsRefused) {
  UseDeadUrl("http", 1);
  ExpectUnreachable();
}

TEST_F(ConnectTest, GoesOnWhereTheConnectionIsRefusedLate) {
  SilentListener silent;
  UseDeadUrl("http", silent.port());
  dead_gateway().mutable_connect_timeout()->set_seconds(19);
  ExpectUnreachable([&silent] {
    while (silent.waiting() < kCalls) std::this_thread::yield();
    silent.Refuse();
  });
}

TEST_F(ConnectTest, GoesOnWhereTlsTimesOut) {
  const SilentListener silent = SilentListener::ThatConnects();
  UseDeadUrl("https", silent.port());
  ExpectUnreachable();
}

TEST_F(ConnectTest, GoesOnWhereNoTlsIsSpoken) {
  UseDeadUrl("https", gateway().http_port());
  ExpectUnreachable();
}

TEST_F(ConnectTest, GoesOnWhereTheCertificateIsNotTrusted) {
  UseDeadUrl("https", gateway().https_port());
  ExpectUnreachable();
}

TEST_F(ConnectTest, GoesOnWhereTheNameIsNone) {
  // A label of more than 63 bytes: refused without asking anyone.
  dead_gateway().set_url(absl::StrCat("http://", std::string(64, 'x'), "/"));
  ExpectUnreachable();
}

}  // namespace
}  // namespace imageco::integration
