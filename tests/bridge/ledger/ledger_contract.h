#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_LEDGER_CONTRACT_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_LEDGER_CONTRACT_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/ledger/ledger.h"

// What every ledger keeps, as tests. Each implementation runs through them:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, LedgerContractTest, testing::Values(LedgerFactory{...}),
//                            &LedgerFactory::Name);
namespace imageco::bridge::ledger {

// A ledger with nothing on record, and the surroundings that it lives in.
class LedgerSetup {
 public:
  virtual ~LedgerSetup() = default;

  virtual Ledger& ledger() = 0;

  // Runs the ledger's loop until `done`.
  virtual void RunUntil(absl::FunctionRef<bool()> done) = 0;

  // The ledger's clock, which the test moves.
  virtual absl::Time Now() const = 0;
  virtual void Advance(absl::Duration duration) = 0;

  // Lets the ledger purge, where it does not do so by itself with the next claim.
  virtual void Purge() {}
};

// Makes ledgers of one kind.
struct LedgerFactory {
  const char* name;
  std::function<std::unique_ptr<LedgerSetup>(absl::Duration retention)> make;

  static std::string Name(const testing::TestParamInfo<LedgerFactory>& info) {
    return info.param.name;
  }
};

class LedgerContractTest : public testing::TestWithParam<LedgerFactory> {
 protected:
  static constexpr absl::Duration kRetention = absl::Hours(24);

  // What the ledger answers in the end.
  absl::StatusOr<std::optional<Record>> Find(const Key& key);
  absl::StatusOr<Claimed> Claim(const Key& key, const Fingerprint& fingerprint);
  absl::StatusOr<absl::Time> Settle(const Key& key, Settlement settlement);
  absl::Status Release(const Key& key);
  absl::StatusOr<std::vector<KeyedRecord>> List(Query query);
  absl::StatusOr<Record> Decide(const Key& key, Finding finding);

  // For what must succeed.
  std::optional<Record> Found(const Key& key) { return Find(key).value(); }
  void MustClaim(const Key& key, const Fingerprint& fingerprint = {});
  absl::Time MustSettle(const Key& key, Settlement settlement);
  // The transaction ids that a list has, in its order.
  std::vector<std::string> Listed(Query query);
  // Claims and settles `key`, and lets an operator find that it was not delivered.
  void MakeNotDelivered(const Key& key, const Fingerprint& fingerprint);

  const std::unique_ptr<LedgerSetup> setup_ = GetParam().make(kRetention);

 private:
  template <typename T>
  T Run(base::Task<T> task) {
    std::optional<T> result;
    base::Spawn(std::move(task), [&result](T value) { result.emplace(std::move(value)); });
    setup_->RunUntil([&result] { return result.has_value(); });
    return *std::move(result);
  }
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_LEDGER_CONTRACT_H_
