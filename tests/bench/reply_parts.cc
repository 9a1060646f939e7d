#include "tests/bench/reply_parts.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "bridge/base/cancellation.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/fingerprint.h"
#include "bridge/gateway/codec/json_codec.h"
#include "bridge/gateway/signature/signature.h"
#include "bridge/ledger/memory_ledger.h"
#include "bridge/ledger/sqlite/sqlite_ledger.h"
#include "bridge/reply_bridge.h"
#include "tests/bridge/gateway/exchange.h"

namespace imageco::bench {
namespace {

using bridge::ReplyBridge;
using bridge::ReplyResult;
using bridge::base::EpollLoop;
using bridge::config::v1::Merchant;
using bridge::gateway::GatewayClient;
using bridge::gateway::Transport;
using bridge::gateway::TransportResult;
using bridge::ledger::Claimed;
using bridge::ledger::Key;
using bridge::ledger::Ledger;
using bridge::ledger::Settlement;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;

void Want(bool good, const char* what) {
  if (good) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

// Answers at once: with each body in turn, and with the last one ever after.
class PreparedTransport final : public Transport {
 public:
  explicit PreparedTransport(std::vector<std::string> bodies) : bodies_(std::move(bodies)) {}

  bridge::base::Task<TransportResult> Post(bridge::gateway::Outgoing) override {
    TransportResult result;
    result.sent = bridge::gateway::Sent::kAnswered;
    result.http_status = 200;
    result.body = bodies_[next_];
    if (next_ + 1 < bodies_.size()) ++next_;
    co_return result;
  }

 private:
  const std::vector<std::string> bodies_;
  size_t next_ = 0;
};

std::shared_ptr<GatewayClient> MakeClient(const Merchant& merchant,
                                          std::vector<std::string> answers) {
  return std::make_shared<GatewayClient>(
      bridge::gateway::ReplyPlan(), bridge::gateway::MakeCodec(merchant),
      std::make_unique<PreparedTransport>(std::move(answers)), merchant.results());
}

// The page's answer in XML.
std::string AnswerXml() {
  const std::string text =
      "<?xml version=\"1.0\" encoding=\"GBK\"?>\n<business_trans>\n"
      "<response_type>risk_complaints_resp_response</response_type>\n"
      "<isspid>39493002</isspid>\n<transaction_id>resp202406170000000001</transaction_id>\n"
      "<seller_account>66660000000000001</seller_account>\n"
      "<complaint_id>200201820200101080076610000</complaint_id>\n"
      "<result>\n<id>0000</id>\n<comment>回复成功</comment>\n</result>\n</business_trans>\n";
  return *bridge::gateway::SharedGbk()->Encode(text);
}

// Validation, encoding with the sign, and an answer read, verified and judged, of one merchant.
void AddExchange(const std::string& name, const Merchant& merchant, std::string answer,
                 std::vector<Part>& parts) {
  const std::shared_ptr<GatewayClient> client = MakeClient(merchant, {std::move(answer)});
  const auto request = std::make_shared<ReplyRequest>(bridge::gateway::SampleRequest());
  parts.push_back({name + "_validate", [client, request] {
                     Want(client->Check(*request).empty(), "the page's reply has faults");
                   }});
  parts.push_back({name + "_encode", [client, request] {
                     Want(client->Encode(*request).ok(), "the page's reply is not encoded");
                   }});
  parts.push_back({name + "_decode", [client, request] {
                     ReplyResponse response;
                     bool delivered = false;
                     auto send = client->Send({}, *request, response);
                     bridge::base::Spawn(std::move(send), [&](const auto& exchange) {
                       delivered =
                           std::holds_alternative<bridge::gateway::Delivered>(exchange.outcome);
                     });
                     Want(delivered, "the page's answer is not believed");
                   }});
}

// The sign of the page's answer, which is what verifying it costs.
Part MakeSign() {
  const std::string text(bridge::gateway::kAnswerJson);
  const auto root = std::make_shared<bridge::gateway::Node>(*bridge::gateway::ReadJson(text));
  const auto signature = std::make_shared<bridge::gateway::Signature>(
      *bridge::gateway::Signature::Make({}, bridge::gateway::kKey, bridge::gateway::SharedGbk()));
  return {"sign", [=] { Want(signature->Sign(text, *root).ok(), "no sign"); }};
}

std::string IdOf(int number) { return absl::StrFormat("resp%018d", number); }

bridge::base::Task<bool> ClaimAndSettle(Ledger& ledger, Key key) {
  auto claim = ledger.Claim(key, bridge::ledger::Fingerprint{});
  const absl::StatusOr<Claimed> claimed = co_await claim;
  if (!claimed.ok() || claimed->before) co_return false;
  Settlement settlement;
  settlement.ending = bridge::ledger::Ending::kDelivered;
  auto settle = ledger.Settle(key, settlement);
  const absl::StatusOr<absl::Time> settled = co_await settle;
  co_return settled.ok();
}

// Runs the loop only where the ledger does not answer at once.
void Record(EpollLoop& loop, Ledger& ledger, const Key& key) {
  std::optional<bool> recorded;
  bool waiting = false;
  bridge::base::Spawn(ClaimAndSettle(ledger, key), [&](bool good) {
    recorded = good;
    if (waiting) loop.Stop();
  });
  waiting = !recorded;
  if (waiting) loop.Run();
  Want(*recorded, "the ledger did not take a reply");
}

Part MakeLedgerPart(const std::string& name, const std::shared_ptr<EpollLoop>& loop,
                    std::shared_ptr<Ledger> ledger) {
  return {name, [loop, ledger = std::move(ledger), number = 0]() mutable {
            Record(*loop, *ledger, {"39493002", IdOf(number++)});
          }};
}

std::shared_ptr<Ledger> OpenSqlite(EpollLoop& loop, const std::string& folder) {
  bridge::ledger::SqliteLedgerOptions options;
  options.file.file = folder + "/ledger.db";
  auto ledger = bridge::ledger::SqliteLedger::Make(loop, options);
  Want(ledger.ok(), "the SQLite ledger does not open");
  return *std::move(ledger);
}

// A bridge with one merchant, and answers for its replies.
struct Whole {
  Whole(std::shared_ptr<EpollLoop> own_loop, int times) : loop(std::move(own_loop)) {
    std::vector<std::string> answers;
    for (int i = 0; i < times; ++i) {
      answers.push_back(
          bridge::gateway::WithSign(bridge::gateway::JsonMerchant(),
                                    bridge::gateway::Replaced(bridge::gateway::kAnswerJson,
                                                              "resp202406170000000001", IdOf(i))));
    }
    (*merchants)["39493002"] = {
        .gateway = MakeClient(bridge::gateway::JsonMerchant(), std::move(answers)),
        .admission = std::make_shared<bridge::admission::Admission>(
            *loop, bridge::admission::AdmissionOptions{})};
  }

  void ReplyOnce() {
    request.set_transaction_id(IdOf(number++));
    bool delivered = false;
    bridge::base::Spawn(bridge.Reply(request, {.merchants = merchants}),
                        [&](const ReplyResult& result) {
                          delivered = std::holds_alternative<ReplyResponse>(result);
                        });
    Want(delivered, "a reply was not delivered");
  }

  std::shared_ptr<EpollLoop> loop;
  bridge::ledger::MemoryLedger ledger{*loop, {}};
  std::shared_ptr<bridge::MerchantTable> merchants = std::make_shared<bridge::MerchantTable>();
  ReplyBridge bridge{*loop, ledger, bridge::gateway::ReplyPlan()};
  ReplyRequest request = bridge::gateway::SampleRequest();
  int number = 0;
};

}  // namespace

std::vector<Part> MakeReplyParts(const std::string& folder, int times) {
  std::vector<Part> parts;
  const Merchant json = bridge::gateway::JsonMerchant();
  AddExchange("json", json, bridge::gateway::WithSign(json, bridge::gateway::kAnswerJson), parts);
  AddExchange("xml", bridge::gateway::XmlFormMerchant(), bridge::gateway::WithMac(AnswerXml()),
              parts);
  parts.push_back(MakeSign());
  parts.push_back({"fingerprint", [request = bridge::gateway::SampleRequest()] {
                     Want(bridge::FingerprintOf(request).ok(), "no fingerprint");
                   }});
  const auto loop = std::make_shared<EpollLoop>();
  parts.push_back(MakeLedgerPart("ledger_memory", loop,
                                 std::make_shared<bridge::ledger::MemoryLedger>(
                                     *loop, bridge::ledger::MemoryLedgerOptions{})));
  parts.push_back(MakeLedgerPart("ledger_sqlite", loop, OpenSqlite(*loop, folder)));
  const auto whole = std::make_shared<Whole>(loop, times);
  parts.push_back({"reply", [whole] { whole->ReplyOnce(); }});
  return parts;
}

}  // namespace imageco::bench
