// A configuration that changes while the server runs.
#include <atomic>
#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "bridge/base/log.h"
#include "server/complaint_server.h"
#include "tests/server/complaint_server_fixture.h"
#include "tests/server/http_exchange.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using bridge::config::v1::Merchant;
using complaint::v1::ReplyRequest;
using grpc::StatusCode;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kSecond[] = "39493003";

class ReloadTest : public ComplaintServerFixture {
 protected:
  ReloadTest() { merchant().mutable_gateway()->mutable_exchange_timeout()->set_seconds(20); }

  // Another merchant, by the same gateway.
  Merchant& AddSecond() {
    Merchant second = merchant();
    second.set_isspid(kSecond);
    return *config().add_merchants() = second;
  }

  void Reload() { server().Reload(config()); }

  grpc::Status ReplyFor(const std::string& isspid, const std::string& transaction_id) {
    ReplyRequest request = ReplyWithId(transaction_id);
    request.set_isspid(isspid);
    return Reply(request).status;
  }

  HttpReceived Readyz() { return HttpGet(server().operations_address(), "/readyz"); }
  std::string Metrics() { return HttpGet(server().operations_address(), "/metrics").body; }
};

TEST_F(ReloadTest, ServesAMerchantFromThenOn) {
  Start();
  EXPECT_THAT(ReplyFor(kSecond, "t-1"), IsError(StatusCode::NOT_FOUND, "MERCHANT_NOT_CONFIGURED"));
  AddSecond();
  Reload();
  // The gateway knows no such merchant, and says so: it was asked.
  EXPECT_THAT(ReplyFor(kSecond, "t-2"),
              Not(IsError(StatusCode::NOT_FOUND, "MERCHANT_NOT_CONFIGURED")));
  EXPECT_THAT(ReplyFor(kIsspid, "t-3"), IsOk());
}

TEST_F(ReloadTest, ServesAMerchantNoMoreAndTellsItsReplies) {
  AddSecond().set_isspid(kIsspid);
  merchant().set_isspid(kSecond);
  Start();
  ASSERT_THAT(ReplyFor(kIsspid, "t-1"), IsOk());
  config().mutable_merchants()->RemoveLast();
  Reload();
  EXPECT_THAT(ReplyFor(kIsspid, "t-2"), IsError(StatusCode::NOT_FOUND, "MERCHANT_NOT_CONFIGURED"));
  complaint::v1::ReplyRecord record;
  EXPECT_THAT(GetReply(kIsspid, "t-1", record), IsOk());
  EXPECT_EQ(record.state(), complaint::v1::REPLY_STATE_DELIVERED);
  EXPECT_THAT(GetReply(kIsspid, "t-2", record),
              IsError(StatusCode::NOT_FOUND, "MERCHANT_NOT_CONFIGURED"));
}

TEST_F(ReloadTest, SignsByTheKeyThatTheFileHasThen) {
  const std::string right = config().merchants(0).signature().key_file();
  Start();
  ASSERT_THAT(ReplyFor(kIsspid, "t-1"), IsOk());
  merchant().mutable_signature()->set_key_file(folder_.Write("rolling", "another key"));
  Reload();
  EXPECT_FALSE(ReplyFor(kIsspid, "t-2").ok());
  std::string key;
  ASSERT_TRUE(std::getline(std::ifstream(right), key));
  folder_.Write("rolling", key);
  Reload();
  EXPECT_THAT(ReplyFor(kIsspid, "t-3"), IsOk());
}

TEST_F(ReloadTest, KeepsAllOfItWhereAnyIsWrong) {
  Start();
  AddSecond();
  config().mutable_merchants(1)->mutable_signature()->set_key_file("/nowhere/key");
  merchant().mutable_admission()->set_concurrency_max(200'000);
  testing::internal::CaptureStderr();
  Reload();
  const std::string log = testing::internal::GetCapturedStderr();
  const auto names_both = AllOf(HasSubstr("merchants[1].signature.key_file: "),
                                HasSubstr("merchants[0].admission.concurrency_max: "));
  EXPECT_THAT(log, AllOf(HasSubstr("the configuration stays as it was"), names_both));
  const HttpReceived readyz = Readyz();
  EXPECT_EQ(readyz.status, 200);
  EXPECT_THAT(readyz.body, AllOf(HasSubstr("ready\nconfiguration: stays as it was"), names_both));
  EXPECT_THAT(Metrics(), AllOf(HasSubstr("complaint_config_reloads_total{result=\"bad\"} 1\n"),
                               HasSubstr("complaint_config_last_reload_successful 0\n")));
  EXPECT_THAT(ReplyFor(kSecond, "t-1"), IsError(StatusCode::NOT_FOUND, "MERCHANT_NOT_CONFIGURED"));
  EXPECT_THAT(ReplyFor(kIsspid, "t-2"), IsOk());

  config().mutable_merchants()->RemoveLast();
  merchant().mutable_admission()->set_concurrency_max(2);
  Reload();
  EXPECT_EQ(Readyz().body, "ready\n");
  EXPECT_THAT(Metrics(), AllOf(HasSubstr("complaint_config_reloads_total{result=\"good\"} 1\n"),
                               HasSubstr("complaint_config_last_reload_successful 1\n")));
}

TEST_F(ReloadTest, KeepsAllOfItWhereNothingCanBeRead) {
  Start();
  server().Reload(absl::InvalidArgumentError("server.json:1:2: is no JSON"));
  EXPECT_THAT(Readyz().body, HasSubstr("server.json:1:2: is no JSON"));
  EXPECT_THAT(ReplyFor(kIsspid, "t-1"), IsOk());
}

TEST_F(ReloadTest, NamesWhatNeedsARestartAndTakesTheRest) {
  Start();
  config().mutable_listener()->set_address("127.0.0.1:1");
  config().mutable_limits()->set_request_bytes_max(5000);
  config().mutable_ledger()->mutable_sqlite()->set_file("elsewhere");
  config().mutable_limits()->set_calls_max(1);
  Reload();
  EXPECT_THAT(Readyz().body,
              HasSubstr("configuration: needs a restart for listener.address, ledger, "
                        "limits.request_bytes_max\n"));
  PlanFault([](sandbox::FaultPlan& plan) { plan.latency = std::chrono::seconds(1); });
  const auto waiting = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  EXPECT_THAT(ReplyFor(kIsspid, "t-2"), IsError(StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED"));
  EXPECT_THAT(waiting->status(), IsOk());
}

TEST_F(ReloadTest, EndsAReplyOnWhatItBeganWith) {
  AddSecond();
  Start();
  PlanFault([](sandbox::FaultPlan& plan) { plan.latency = std::chrono::seconds(1); });
  const auto waiting = StartReply(ReplyWithId("t-1"));
  AwaitReceived(1);
  merchant() = config().merchants(1);
  config().mutable_merchants()->RemoveLast();
  Reload();
  EXPECT_THAT(ReplyFor(kIsspid, "t-2"), IsError(StatusCode::NOT_FOUND, "MERCHANT_NOT_CONFIGURED"));
  EXPECT_THAT(waiting->status(), IsOk());
}

TEST_F(ReloadTest, GivesNoTokenTwice) {
  merchant().mutable_admission()->set_rate_per_second(0.001);
  Start();
  ASSERT_THAT(ReplyFor(kIsspid, "t-1"), IsOk());
  merchant().mutable_gateway()->mutable_exchange_timeout()->set_seconds(10);
  merchant().mutable_admission()->set_rate_per_second(0.002);
  Reload();
  EXPECT_THAT(ReplyFor(kIsspid, "t-2"), IsError(StatusCode::RESOURCE_EXHAUSTED, "RATE_LIMITED"));
}

TEST_F(ReloadTest, ChangesTheLeastSeverityOfTheLog) {
  Start();
  config().set_log_severity(bridge::config::v1::LOG_SEVERITY_ERROR);
  Reload();
  testing::internal::CaptureStderr();
  ASSERT_THAT(ReplyFor(kIsspid, "t-1"), IsOk());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  config().clear_log_severity();
  Reload();
}

TEST_F(ReloadTest, RefusesTimesThatOutliveConnections) {
  Start();
  merchant().mutable_gateway()->mutable_exchange_timeout()->set_seconds(3600);
  Reload();
  EXPECT_THAT(Readyz().body, HasSubstr("merchants: a reply may take"));
}

TEST_F(ReloadTest, FailsNoCallAThousandTimes) {
  constexpr int kReloads = 1000;
  config().set_log_severity(bridge::config::v1::LOG_SEVERITY_WARNING);
  AddSecond();
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kWarning);
  Start();
  std::atomic<bool> goes_on = true;
  std::atomic<int> replies = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 3; ++caller) {
    callers.emplace_back([&, caller, stub = Connect()] {
      for (int i = 0; goes_on; ++i) {
        PendingReply reply(*stub, ReplyWithId(absl::StrCat("t-", caller, "-", i)));
        ASSERT_THAT(reply.status(), IsOk());
        ++replies;
      }
    });
  }
  BridgeConfig with_second = config();
  config().mutable_merchants()->RemoveLast();
  merchant().mutable_gateway()->mutable_exchange_timeout()->set_seconds(10);
  for (int i = 0; i < kReloads; ++i) server().Reload(i % 2 == 0 ? config() : with_second);
  goes_on = false;
  for (std::thread& caller : callers) caller.join();
  EXPECT_GT(replies, 0);
  EXPECT_THAT(Metrics(), AllOf(HasSubstr("complaint_config_reloads_total{result=\"good\"} 1000\n"),
                               HasSubstr("complaint_config_reloads_total{result=\"bad\"} 0\n")));
  bridge::base::SetLogSeverityMin(bridge::base::Severity::kInfo);
}

}  // namespace
}  // namespace imageco::server
