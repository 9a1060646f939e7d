#include "clients/complaintctl/trial/trial_bridge.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "server/merchants.h"
#include "server/send_time.h"

namespace imageco::complaintctl {

class TrialBridge::Observer final : public bridge::gateway::ExchangeObserver {
 public:
  bool wants_texts() const override { return true; }
  void Observe(const bridge::gateway::ObservedExchange& exchange) override {
    seen_ = SeenExchange{exchange.message, exchange.result, exchange.answer, exchange.outcome};
  }

  const std::optional<SeenExchange>& seen() const { return seen_; }

 private:
  std::optional<SeenExchange> seen_;
};

TrialBridge::TrialBridge(const bridge::config::v1::BridgeConfig& config)
    : config_(config), observer_(std::make_shared<Observer>()) {}

TrialBridge::~TrialBridge() {
  // Transports end before what runs them.
  bridge_.reset();
  table_.reset();
  merchants_.clear();
}

absl::StatusOr<std::unique_ptr<TrialBridge>> TrialBridge::Make(
    const bridge::config::v1::BridgeConfig& config) {
  auto made = absl::WrapUnique(new TrialBridge(config));
  if (!made->loop_.status().ok()) return made->loop_.status();
  auto gbk = bridge::gateway::Gbk::Load();
  if (!gbk.ok()) return gbk.status();
  made->gbk_ = *std::move(gbk);
  auto plan = bridge::gateway::Plan::Compile(
      *complaint::v1::ReplyRequest::descriptor()->file()->service(0)->FindMethodByName("Reply"));
  if (!plan.ok()) return plan.status();
  made->plan_ = *std::move(plan);
  auto pool = bridge::gateway::CurlPool::Make(made->loop_);
  if (!pool.ok()) return pool.status();
  made->pool_ = *std::move(pool);
  if (absl::Status status = made->MakeMerchant(); !status.ok()) return status;
  return made;
}

absl::Status TrialBridge::MakeMerchant() {
  std::vector<std::string> faults;
  merchants_ =
      server::MakeMerchants(config_, {*pool_, *plan_, gbk_, observer_}, /*before=*/{}, faults);
  return faults.empty() ? absl::OkStatus()
                        : absl::InvalidArgumentError(absl::StrJoin(faults, "\n"));
}

std::vector<bridge::gateway::FieldFault> TrialBridge::Check(
    const complaint::v1::ReplyRequest& request) const {
  return merchants_.begin()->second.gateway->Check(request);
}

absl::StatusOr<std::string> TrialBridge::Encode(const complaint::v1::ReplyRequest& request) const {
  return merchants_.begin()->second.gateway->Encode(request);
}

absl::Status TrialBridge::OpenLedger() {
  auto ledger = server::OpenLedger(config_, loop_);
  if (!ledger.ok()) return ledger.status();
  ledger_ = *std::move(ledger);
  ledger_.set_send_time_max(server::SendTimeMax(config_));
  table_ = std::make_shared<const bridge::MerchantTable>(
      server::Admit(merchants_, /*before=*/{}, ledger_.make_rate, loop_));
  bridge_ = std::make_unique<bridge::ReplyBridge>(loop_, *ledger_.ledger, *plan_);
  return absl::OkStatus();
}

bridge::ReplyResult TrialBridge::Reply(const complaint::v1::ReplyRequest& request) {
  std::optional<bridge::ReplyResult> result;
  bridge::CallContext context{.merchants = table_,
                              .deadline = absl::Now() + server::CallTimeMax(config_)};
  bridge::base::Spawn(bridge_->Reply(request, std::move(context)),
                      [this, &result](bridge::ReplyResult ended) {
                        result.emplace(std::move(ended));
                        loop_.Stop();
                      });
  loop_.Run();
  return *std::move(result);
}

const std::optional<SeenExchange>& TrialBridge::seen() const { return observer_->seen(); }

}  // namespace imageco::complaintctl
