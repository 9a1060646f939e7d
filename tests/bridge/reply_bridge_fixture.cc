#include "tests/bridge/reply_bridge_fixture.h"

#include <memory>
#include <utility>

#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/message_codec.h"
#include "tests/bridge/gateway_answers.h"

namespace imageco::bridge {
namespace {

using admission::Admission;
using gateway::FakeTransport;
using gateway::MemberOf;
using ledger::Record;

gateway::MessageCodec MakeCodec(const gateway::Plan& plan, const std::string& isspid) {
  static const auto& gbk = *new std::shared_ptr<const gateway::Gbk>(*gateway::Gbk::Load());
  config::v1::Merchant merchant;
  merchant.set_isspid(isspid);
  merchant.set_system_id("8888");
  return *gateway::MessageCodec::Make(plan, merchant, gateway::kGatewayKey, gbk);
}

ledger::Key KeyOf(const FakeTransport::Exchange& exchange) {
  return {MemberOf(exchange.body, "isspid"), MemberOf(exchange.body, "transaction_id")};
}

}  // namespace

complaint::v1::ReplyRequest ReplyWithId(const std::string& transaction_id) {
  complaint::v1::ReplyRequest request;
  request.set_isspid(kIsspid);
  request.set_transaction_id(transaction_id);
  request.set_seller_account("66660000000000001");
  request.set_complaint_id("200201820200101080076610000");
  request.set_response_content("已与用户沟通解决");
  return request;
}

complaint::v1::SettleReplyRequest SettlementOf(const std::string& transaction_id,
                                               complaint::v1::Verdict verdict) {
  complaint::v1::SettleReplyRequest request;
  request.set_isspid(kIsspid);
  request.set_transaction_id(transaction_id);
  request.set_verdict(verdict);
  request.set_settled_by("alice");
  request.set_reason("looked at the complaint");
  return request;
}

const Failure& FailureOf(const std::optional<ReplyResult>& result) {
  return std::get<Failure>(result.value());
}

const complaint::v1::ReplyResponse& ResponseOf(const std::optional<ReplyResult>& result) {
  return std::get<complaint::v1::ReplyResponse>(result.value());
}

std::string Describe(const ReplyResult& result) {
  if (const auto* failure = std::get_if<Failure>(&result)) {
    return complaint::v1::ErrorReason_Name(failure->reason) + ": " + failure->message;
  }
  return std::get<complaint::v1::ReplyResponse>(result).ShortDebugString();
}

const gateway::Plan& ReplyBridgeFixture::Plan() {
  static const gateway::Plan& plan =
      *gateway::Plan::Compile(*complaint::v1::ReplyRequest::descriptor()
                                   ->file()
                                   ->FindServiceByName("ComplaintService")
                                   ->FindMethodByName("Reply"))
           ->release();
  return plan;
}

FakeTransport& ReplyBridgeFixture::AddMerchant(const std::string& isspid,
                                               const admission::AdmissionOptions& options) {
  auto transport = std::make_unique<FakeTransport>();
  FakeTransport& gateway = *transport;
  gateways_[isspid] = &gateway;
  options_[isspid] = options;
  // An operator who knows what the vendor's front turns away.
  bridge::config::v1::Results results;
  results.add_refused_statuses(403);
  results.add_deferred_statuses(429);
  (*merchants_)[isspid] = {.gateway = std::make_shared<gateway::GatewayClient>(
                               Plan(), MakeCodec(Plan(), isspid), std::move(transport), results),
                           .admission = std::make_shared<Admission>(loop_, options)};
  return gateway;
}

ReplyBridgeFixture::Call& ReplyBridgeFixture::Ask(const complaint::v1::ReplyRequest& request,
                                                  absl::Duration time) {
  return Ask(bridge_, request, time);
}

ReplyBridgeFixture::Call& ReplyBridgeFixture::Ask(ReplyBridge& bridge,
                                                  const complaint::v1::ReplyRequest& request,
                                                  absl::Duration time) {
  Call& call = calls_.emplace_back();
  call.request = request;
  base::Spawn(bridge.Reply(request, {.merchants = merchants_,
                                     .deadline = loop_.Now() + time,
                                     .cancellation = call.cancellation,
                                     .trail = &call.trail}),
              [&call](ReplyResult result) { call.result = std::move(result); });
  loop_.RunUntilIdle();
  return call;
}

void ReplyBridgeFixture::Leave(Call& call) {
  call.cancellation->Cancel();
  loop_.RunUntilIdle();
}

void ReplyBridgeFixture::Answer(FakeTransport& gateway, gateway::TransportResult result) {
  gateway.Answer(std::move(result));
  loop_.RunUntilIdle();
}

void ReplyBridgeFixture::Deliver(FakeTransport& gateway) {
  Answer(gateway, gateway::Success(gateway.FirstWaiting()));
}

std::optional<Record> ReplyBridgeFixture::RecordOf(const std::string& transaction_id,
                                                   const std::string& isspid) {
  std::optional<Record> record;
  base::Spawn(memory_ledger_.Find({isspid, transaction_id}),
              [&record](absl::StatusOr<std::optional<Record>> found) { record = *found; });
  return record;
}

GetReplyResult ReplyBridgeFixture::GetReply(const std::string& isspid,
                                            const std::string& transaction_id) {
  complaint::v1::GetReplyRequest request;
  request.set_isspid(isspid);
  request.set_transaction_id(transaction_id);
  std::optional<GetReplyResult> got;
  base::Spawn(bridge_.GetReply(request, {merchants_}),
              [&got](GetReplyResult result) { got = std::move(result); });
  loop_.RunUntilIdle();
  return *std::move(got);
}

SettleReplyResult ReplyBridgeFixture::Settle(const complaint::v1::SettleReplyRequest& request) {
  ExpectNothingSentTwice();
  std::optional<SettleReplyResult> settled;
  base::Spawn(admin_.SettleReply(request, {.merchants = merchants_, .identity = "spiffe://alice"}),
              [&settled](SettleReplyResult result) { settled = std::move(result); });
  loop_.RunUntilIdle();
  const auto* response = std::get_if<complaint::v1::SettleReplyResponse>(&*settled);
  if (response != nullptr && request.verdict() == complaint::v1::VERDICT_NOT_DELIVERED) {
    ++settled_as_not_delivered_[{response->reply().isspid(), request.transaction_id()}];
  }
  return *std::move(settled);
}

SettleReplyResult ReplyBridgeFixture::Settle(const std::string& transaction_id,
                                             complaint::v1::Verdict verdict) {
  return Settle(SettlementOf(transaction_id, verdict));
}

void ReplyBridgeFixture::ExpectNothingSentTwice() const {
  std::map<ledger::Key, int> may_go_again = settled_as_not_delivered_;
  for (const auto& [isspid, gateway] : gateways_) {
    absl::flat_hash_map<ledger::Key, const FakeTransport::Exchange*> last;
    for (const FakeTransport::Exchange& exchange : gateway->exchanges()) {
      const FakeTransport::Exchange*& before = last[KeyOf(exchange)];
      if (before != nullptr && !(before->result && gateway::TookNothing(*before->result))) {
        EXPECT_GT(may_go_again[KeyOf(exchange)]--, 0) << "sent twice: " << exchange.body;
      }
      before = &exchange;
    }
  }
}

void ReplyBridgeFixture::ExpectOkOnlyWhatIsOnRecord() {
  for (const Call& call : calls_) {
    ASSERT_TRUE(call.result) << "never answered: " << call.request.ShortDebugString();
    const auto* response = std::get_if<complaint::v1::ReplyResponse>(&*call.result);
    if (response == nullptr || call.request.validate_only()) continue;
    const std::optional<Record> record = RecordOf(response->transaction_id(), response->isspid());
    EXPECT_TRUE(record && record->settlement &&
                record->settlement->ending == ledger::Ending::kDelivered)
        << "OK, and not on record: " << response->ShortDebugString();
  }
}

void ReplyBridgeFixture::ExpectAllSlotsFree() {
  // Until every breaker lets one try, and every rate has its burst.
  loop_.Advance(absl::Hours(1));
  for (const auto& [isspid, merchant] : *merchants_) {
    std::optional<Admission::Slot> tried = merchant.admission->TryTake(absl::InfiniteFuture());
    ASSERT_TRUE(tried) << "no slot of " << isspid;
    tried->Succeed();
    tried.reset();
    if (options_[isspid].rate_per_second > 0) continue;
    std::vector<Admission::Slot> taken;
    while (auto slot = merchant.admission->TryTake(absl::InfiniteFuture())) {
      taken.push_back(*std::move(slot));
    }
    EXPECT_EQ(taken.size(), options_[isspid].concurrency_max) << "slots of " << isspid;
  }
}

void ReplyBridgeFixture::TearDown() {
  ExpectNothingSentTwice();
  ExpectOkOnlyWhatIsOnRecord();
  ExpectAllSlotsFree();
}

}  // namespace imageco::bridge
