#ifndef IMAGECO_TESTS_BRIDGE_REPLY_BRIDGE_FIXTURE_H_
#define IMAGECO_TESTS_BRIDGE_REPLY_BRIDGE_FIXTURE_H_

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/base/cancellation.h"
#include "bridge/ledger/memory_ledger.h"
#include "bridge/reply_admin.h"
#include "bridge/reply_bridge.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "tests/bridge/base/simulated_loop.h"
#include "tests/bridge/fake_transport.h"
#include "tests/bridge/ledger/faulty_ledger.h"

namespace imageco::bridge {

inline constexpr char kIsspid[] = "39493002";

// A reply, and a settlement, that break no rule.
complaint::v1::SettleReplyRequest SettlementOf(const std::string& transaction_id,
                                               complaint::v1::Verdict verdict);
complaint::v1::ReplyRequest ReplyWithId(const std::string& transaction_id);

// What a call was answered, where the test knows what it is.
const Failure& FailureOf(const std::optional<ReplyResult>& result);
const complaint::v1::ReplyResponse& ResponseOf(const std::optional<ReplyResult>& result);

// For failure messages.
std::string Describe(const ReplyResult& result);

// Of a ReplyResult: OK, with something sent for this caller, or not.
MATCHER(IsDelivered, "") {
  const auto* response = std::get_if<complaint::v1::ReplyResponse>(&arg);
  *result_listener << Describe(arg);
  return response != nullptr && !response->replayed();
}
MATCHER(IsReplayed, "") {
  const auto* response = std::get_if<complaint::v1::ReplyResponse>(&arg);
  *result_listener << Describe(arg);
  return response != nullptr && response->replayed();
}
MATCHER_P(FailsWith, reason, complaint::v1::ErrorReason_Name(reason)) {
  const auto* failure = std::get_if<Failure>(&arg);
  *result_listener << Describe(arg);
  return failure != nullptr && failure->reason == reason;
}

// A bridge over a ledger in memory and gateways without a network, in simulated time. After every
// test it checks the promise: no message went twice unless the gateway provably took nothing of the
// first or an operator settled that as not delivered, nobody heard OK of a reply that is not on
// record as delivered, everybody was answered, and every slot was given back.
class ReplyBridgeFixture : public testing::Test {
 protected:
  // One caller of Reply.
  struct Call {
    complaint::v1::ReplyRequest request;
    std::shared_ptr<base::Cancellation> cancellation = std::make_shared<base::Cancellation>();
    ReplyTrail trail{};
    std::optional<ReplyResult> result;
  };

  ReplyBridgeFixture() = default;
  void TearDown() override;

  // Serves `isspid` by a gateway of its own.
  gateway::FakeTransport& AddMerchant(const std::string& isspid,
                                      const admission::AdmissionOptions& options = {});

  // From now on, by another version of the configuration.
  void ServeNobody() {
    merchants_before_ = std::exchange(merchants_, std::make_shared<MerchantTable>());
  }

  // Asks for a reply and runs until nothing is left to do but wait.
  Call& Ask(const complaint::v1::ReplyRequest& request, absl::Duration time = absl::Hours(24));
  // The same, through another bridge.
  Call& Ask(ReplyBridge& bridge, const complaint::v1::ReplyRequest& request,
            absl::Duration time = absl::Hours(24));

  // The caller goes away.
  void Leave(Call& call);

  // The oldest waiting message of `gateway` gets this; and runs until idle.
  void Answer(gateway::FakeTransport& gateway, gateway::TransportResult result);
  // The right answer to it.
  void Deliver(gateway::FakeTransport& gateway);

  // What the ledger has, past all faults.
  std::optional<ledger::Record> RecordOf(const std::string& transaction_id,
                                         const std::string& isspid = kIsspid);

  // Of ComplaintService.Reply.
  static const gateway::Plan& Plan();

  GetReplyResult GetReply(const std::string& isspid, const std::string& transaction_id);

  // As an operator, of kIsspid unless the request says otherwise.
  SettleReplyResult Settle(const complaint::v1::SettleReplyRequest& request);
  SettleReplyResult Settle(const std::string& transaction_id, complaint::v1::Verdict verdict);

  base::SimulatedLoop loop_;
  ledger::MemoryLedger memory_ledger_{loop_, {}};
  ledger::FaultyLedger ledger_{loop_, memory_ledger_};
  std::shared_ptr<MerchantTable> merchants_ = std::make_shared<MerchantTable>();
  ReplyBridge bridge_{loop_, ledger_, Plan()};
  ReplyAdmin admin_{ledger_};

 private:
  std::shared_ptr<MerchantTable> merchants_before_;

  void ExpectNothingSentTwice() const;
  void ExpectOkOnlyWhatIsOnRecord();
  void ExpectAllSlotsFree();

  std::map<std::string, gateway::FakeTransport*> gateways_;
  std::map<std::string, admission::AdmissionOptions> options_;
  std::map<ledger::Key, int> settled_as_not_delivered_;  // how often
  std::list<Call> calls_;
};

// With one merchant, kIsspid, and no limits that a test would meet by chance.
class ReplyBridgeTest : public ReplyBridgeFixture {
 protected:
  gateway::FakeTransport& gateway_ = AddMerchant(kIsspid);
};

// Where one message may be under way at a time, and one is: that of "busy".
class BusyGatewayTest : public ReplyBridgeFixture {
 protected:
  BusyGatewayTest() { Ask(ReplyWithId("busy")); }

  gateway::FakeTransport& gateway_ = AddMerchant(kIsspid, {.concurrency_max = 1});
};

// One way in which a message may end, as the parameter of a test.
struct MessageEnding {
  const char* name;
  gateway::TransportResult (*answer)(const std::string& message);

  static std::string Name(const testing::TestParamInfo<MessageEnding>& info) {
    return info.param.name;
  }
};

}  // namespace imageco::bridge

#endif  // IMAGECO_TESTS_BRIDGE_REPLY_BRIDGE_FIXTURE_H_
