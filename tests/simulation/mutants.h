#ifndef IMAGECO_TESTS_SIMULATION_MUTANTS_H_
#define IMAGECO_TESTS_SIMULATION_MUTANTS_H_

#include <memory>
#include <utility>

#include "bridge/gateway/http/transport.h"
#include "bridge/ledger/ledger.h"

// Ground for parts that are wrong in one way: they pass everything on as it is.
namespace imageco::simulation {

class LedgerMutant : public bridge::ledger::Ledger {
 public:
  using Fingerprint = bridge::ledger::Fingerprint;
  using Key = bridge::ledger::Key;
  using Settlement = bridge::ledger::Settlement;
  using Found = absl::StatusOr<std::optional<bridge::ledger::Record>>;
  using Claimed = absl::StatusOr<bridge::ledger::Claimed>;

  explicit LedgerMutant(std::unique_ptr<Ledger> ledger) : ledger_(std::move(ledger)) {}

  bridge::base::Task<Found> Find(Key key) override { return ledger_->Find(std::move(key)); }
  bridge::base::Task<Claimed> Claim(Key key, Fingerprint fingerprint) override {
    return ledger_->Claim(std::move(key), fingerprint);
  }
  bridge::base::Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override {
    return ledger_->Settle(std::move(key), std::move(settlement));
  }
  bridge::base::Task<absl::Status> Release(Key key) override {
    return ledger_->Release(std::move(key));
  }
  bridge::base::Task<absl::StatusOr<std::vector<bridge::ledger::KeyedRecord>>> List(
      bridge::ledger::Query query) override {
    return ledger_->List(std::move(query));
  }
  bridge::base::Task<absl::StatusOr<bridge::ledger::Record>> Decide(
      Key key, bridge::ledger::Finding finding) override {
    return ledger_->Decide(std::move(key), std::move(finding));
  }

 protected:
  const std::unique_ptr<Ledger> ledger_;
};

class TransportMutant : public bridge::gateway::Transport {
 public:
  using Result = bridge::gateway::TransportResult;

  explicit TransportMutant(std::unique_ptr<Transport> transport)
      : transport_(std::move(transport)) {}

  bridge::base::Task<Result> Post(bridge::gateway::Outgoing message) override {
    return transport_->Post(std::move(message));
  }

 protected:
  const std::unique_ptr<Transport> transport_;
};

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_MUTANTS_H_
