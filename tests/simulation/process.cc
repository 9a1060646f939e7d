#include "tests/simulation/process.h"

#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "bridge/ledger/retrying_ledger.h"
#include "tests/simulation/blueprint.h"
#include "tests/simulation/simulated_transport.h"

namespace imageco::simulation {
namespace {

using bridge::ReplyResult;
using complaint::v1::ReplyRequest;

// A dead process comes to rest after far fewer.
constexpr int kAfterlifeSteps = 1'000'000;

ReplyRequest RequestOf(const CallerPlan& caller, bool validate_only) {
  ReplyRequest request;
  request.set_isspid(caller.key.isspid);
  request.set_transaction_id(caller.key.transaction_id);
  request.set_seller_account("66660000000000001");
  request.set_complaint_id("200201820200101080076610000");
  request.set_response_content(caller.content);
  request.set_validate_only(validate_only);
  return request;
}

}  // namespace

Process::Process(ProcessId id, absl::Duration wall_offset, const Site& site)
    : id_(id),
      site_(site),
      loop_(site.world.loop),
      limits_(site.world, loop_, site.scenario.admission) {
  loop_.ShiftWallClock(wall_offset);
  MakeLedger();
  AddMerchants();
  bridge_ = std::make_unique<bridge::ReplyBridge>(loop_, *ledger_, Blueprint::Get().plan());
}

void Process::MakeLedger() {
  LedgerOptions options = site_.scenario.ledger;
  if (site_.composition.ledger_options) site_.composition.ledger_options(options);
  std::unique_ptr<bridge::ledger::Ledger> ledger =
      std::make_unique<SimulatedLedger>(loop_, site_.database, site_.store, id_, options);
  if (site_.composition.ledger) ledger = site_.composition.ledger(loop_, std::move(ledger));
  composed_ledger_ = std::make_unique<bridge::ledger::RetryingLedger>(loop_, std::move(ledger));
  ledger_ = std::make_unique<WatchedLedger>(*composed_ledger_, limits_);
}

void Process::AddMerchants() {
  const Blueprint& blueprint = Blueprint::Get();
  bridge::admission::AdmissionOptions admission = site_.scenario.admission;
  if (site_.composition.admission) site_.composition.admission(admission);
  for (const char* isspid : kIsspids) {
    std::unique_ptr<bridge::gateway::Transport> transport =
        std::make_unique<SimulatedTransport>(loop_, site_.gateway, site_.history, limits_, id_);
    if (site_.composition.transport) {
      transport = site_.composition.transport(loop_, std::move(transport));
    }
    (*merchants_)[isspid] = {
        .gateway = std::make_shared<bridge::gateway::GatewayClient>(
            blueprint.plan(), blueprint.codec(isspid, site_.scenario.format), std::move(transport),
            blueprint.results()),
        .admission = std::make_shared<bridge::admission::Admission>(loop_, admission)};
  }
}

void Process::Ask(const CallerPlan& caller, bool validate_only, absl::Duration patience,
                  std::optional<absl::Duration> gone_after, Done done) {
  const uint64_t number = ++last_call_;
  OpenCall& open = calls_[number];
  open.call = {.process = id_,
               .key = caller.key,
               .content = caller.content,
               .validate_only = validate_only,
               .valid = caller.valid,
               .begin = loop_.SteadyNow()};
  open.done = std::move(done);
  site_.world.Trace("process ", id_, " is asked for ", caller.key.transaction_id, " ",
                    caller.content, validate_only ? " (validate only)" : "");
  site_.answers.Begin(open.call);
  loop_.RunAfter(patience, [this, number] { Leave(number); });
  if (gone_after) loop_.RunAfter(*gone_after, [this, number] { Leave(number); });
  loop_.Run([this, number, &caller, patience] { Start(number, caller, patience); });
}

void Process::Start(uint64_t number, const CallerPlan& caller, absl::Duration patience) {
  OpenCall& open = calls_.at(number);
  bridge::base::Spawn(bridge_->Reply(RequestOf(caller, open.call.validate_only),
                                     {merchants_, loop_.Now() + patience, open.cancellation}),
                      [this, number](ReplyResult result) { Answered(number, std::move(result)); });
}

void Process::Leave(uint64_t number) {
  const auto open = calls_.find(number);
  if (open != calls_.end()) open->second.cancellation->Cancel();
}

void Process::Answered(uint64_t number, ReplyResult result) {
  // Out of the list before its caller hears it, who may ask again at once.
  const auto open = calls_.extract(number);
  if (loop_.dead()) return;
  limits_.Answered(open.mapped().call.key);
  site_.answers.Answered(open.mapped().call, result);
  open.mapped().done(std::move(result));
}

void Process::Kill() {
  loop_.Die();
  site_.database.Abandon(id_);
  std::vector<Done> broken;
  for (auto& [number, open] : calls_) broken.push_back(std::move(open.done));
  for (int steps = 0; loop_.RunAfterlife(); ++steps) {
    if (steps < kAfterlifeSteps) continue;
    std::fprintf(stderr, "a dead process never comes to rest\n");
    std::abort();
  }
  if (!calls_.empty()) site_.world.Violation("calls that are never answered: ", calls_.size());
  bridge_.reset();
  merchants_->clear();
  ledger_.reset();
  composed_ledger_.reset();
  for (const Done& done : broken) done(std::nullopt);
}

void Process::ShiftWallClock(absl::Duration by) {
  loop_.ShiftWallClock(by);
  limits_.WallClockJumps(by);
}

}  // namespace imageco::simulation
