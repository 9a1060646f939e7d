// Parts that break the promise in one way each: the simulation must catch every one of them.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/ledger/memory_ledger.h"
#include "tests/simulation/answer.h"
#include "tests/simulation/mutants.h"
#include "tests/simulation/simulation.h"

namespace imageco::simulation {
namespace {

using bridge::base::SteadyTime;
using bridge::base::Task;
using bridge::gateway::Outgoing;
using bridge::gateway::Sent;
using bridge::ledger::Ending;
using bridge::ledger::MemoryLedger;
using bridge::ledger::MemoryLedgerOptions;
using testing::HasSubstr;
using Ledger = Composition::Ledger;
using Transport = Composition::Transport;

constexpr uint64_t kSeedsMax = 3'000;

// The first violation that any of the first seeds shows; empty where none does.
std::string Caught(const Composition& composition, uint64_t seeds_max = kSeedsMax) {
  for (uint64_t seed = 1; seed <= seeds_max; ++seed) {
    const RunReport report = Simulate(seed, false, composition);
    if (!report.violations.empty()) return report.violations.front();
  }
  return "";
}

template <typename Mutant>
std::string CaughtLedger() {
  return Caught({.ledger = [](ProcessLoop&, std::unique_ptr<Ledger> ledger) {
    return std::make_unique<Mutant>(std::move(ledger));
  }});
}

template <typename Mutant>
std::string CaughtTransport() {
  return Caught({.transport = [](ProcessLoop&, std::unique_ptr<Transport> transport) {
    return std::make_unique<Mutant>(std::move(transport));
  }});
}

class LedgerThatClaimsNothing final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<Claimed> Claim(Key, Fingerprint) override { co_return bridge::ledger::Claimed{}; }
};

TEST(MutationTest, CatchesALedgerThatClaimsNothing) {
  EXPECT_THAT(CaughtLedger<LedgerThatClaimsNothing>(), HasSubstr("without a claim"));
}

class LedgerThatAnswersBeforeTheCommit final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<Claimed> Claim(Key key, Fingerprint fingerprint) override {
    bridge::base::Spawn(ledger_->Claim(std::move(key), fingerprint), [](const Claimed&) {});
    co_return bridge::ledger::Claimed{};
  }
};

TEST(MutationTest, CatchesALedgerThatAnswersAClaimBeforeItIsDurable) {
  EXPECT_THAT(CaughtLedger<LedgerThatAnswersBeforeTheCommit>(), HasSubstr("without a claim"));
}

class LedgerThatHopes final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<Claimed> Claim(Key key, Fingerprint fingerprint) override {
    auto claim = ledger_->Claim(std::move(key), fingerprint);
    Claimed claimed = co_await claim;
    if (!claimed.ok()) co_return bridge::ledger::Claimed{};
    co_return claimed;
  }
};

TEST(MutationTest, CatchesALedgerThatTakesAFailedClaimForAClaim) {
  EXPECT_THAT(CaughtLedger<LedgerThatHopes>(), HasSubstr("without a claim"));
}

class LedgerThatClaimsForGood final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<Claimed> Claim(Key key, Fingerprint fingerprint) override {
    auto claim = ledger_->Claim(std::move(key), fingerprint);
    Claimed claimed = co_await claim;
    if (claimed.ok()) claimed->send_by = SteadyTime::max();
    co_return claimed;
  }
};

TEST(MutationTest, CatchesALedgerThatForgetsTheLease) {
  EXPECT_THAT(CaughtLedger<LedgerThatClaimsForGood>(), HasSubstr("without a claim"));
}

class LedgerThatKnowsNoPayload final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<Claimed> Claim(Key key, Fingerprint fingerprint) override {
    auto claim = ledger_->Claim(std::move(key), fingerprint);
    Claimed claimed = co_await claim;
    if (claimed.ok() && claimed->before) claimed->before->fingerprint = fingerprint;
    co_return claimed;
  }
};

TEST(MutationTest, CatchesALedgerThatMixesUpPayloads) {
  EXPECT_THAT(CaughtLedger<LedgerThatKnowsNoPayload>(), HasSubstr("told "));
}

class LedgerThatDropsSettlements final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<absl::StatusOr<absl::Time>> Settle(Key, Settlement) override { co_return absl::UnixEpoch(); }
};

TEST(MutationTest, CatchesALedgerThatDropsSettlements) {
  EXPECT_THAT(CaughtLedger<LedgerThatDropsSettlements>(), HasSubstr("before it was durable"));
}

class LedgerThatSettlesLater final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override {
    bridge::base::Spawn(ledger_->Settle(std::move(key), std::move(settlement)),
                        [](const absl::StatusOr<absl::Time>&) {});
    co_return absl::UnixEpoch();
  }
};

TEST(MutationTest, CatchesALedgerThatAnswersASettlementBeforeItIsDurable) {
  EXPECT_THAT(CaughtLedger<LedgerThatSettlesLater>(), HasSubstr("before it was durable"));
}

class LedgerThatReleasesTheUnknown final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override {
    if (settlement.ending != Ending::kUnknown) return LedgerMutant::Settle(key, settlement);
    return ReleaseInstead(std::move(key));
  }

 private:
  Task<absl::StatusOr<absl::Time>> ReleaseInstead(Key key) {
    auto release = ledger_->Release(std::move(key));
    const absl::Status released = co_await release;
    if (!released.ok()) co_return released;
    co_return absl::UnixEpoch();
  }
};

TEST(MutationTest, CatchesALedgerThatReleasesAfterTheSend) {
  EXPECT_THAT(CaughtLedger<LedgerThatReleasesTheUnknown>(), HasSubstr("released, and"));
}

class LedgerThatIsSure final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override {
    if (settlement.ending == Ending::kUnknown) settlement.ending = Ending::kDelivered;
    return LedgerMutant::Settle(std::move(key), std::move(settlement));
  }
};

TEST(MutationTest, CatchesALedgerThatTakesTheUnknownForDelivered) {
  EXPECT_THAT(CaughtLedger<LedgerThatIsSure>(), HasSubstr("the record says delivered"));
}

class LedgerThatRejects final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<absl::StatusOr<absl::Time>> Settle(Key key, Settlement settlement) override {
    if (settlement.ending == Ending::kUnknown) settlement.ending = Ending::kRejected;
    return LedgerMutant::Settle(std::move(key), std::move(settlement));
  }
};

TEST(MutationTest, CatchesALedgerThatTakesTheUnknownForRejected) {
  EXPECT_THAT(CaughtLedger<LedgerThatRejects>(), HasSubstr("the record says rejected"));
}

class LedgerThatNeverReleases final : public LedgerMutant {
 public:
  using LedgerMutant::LedgerMutant;
  Task<absl::Status> Release(Key) override { co_return absl::OkStatus(); }
};

TEST(MutationTest, CatchesALedgerThatKeepsReleasedClaims) {
  EXPECT_THAT(CaughtLedger<LedgerThatNeverReleases>(), HasSubstr("never settles"));
}

// The replicas' flights are all that stands between two calls with one id.
TEST(MutationTest, CatchesReplicasThatShareNoLedger) {
  const std::string caught =
      Caught({.ledger = [](ProcessLoop& loop, std::unique_ptr<Ledger>) -> std::unique_ptr<Ledger> {
        return std::make_unique<MemoryLedger>(loop, MemoryLedgerOptions{});
      }});
  EXPECT_THAT(caught, HasSubstr("without a claim"));
}

TEST(MutationTest, CatchesALedgerWhoseLateEndingMeetsTheNextClaim) {
  const Composition composition{
      .ledger_options = [](LedgerOptions& options) { options.numbers_claims = false; }};
  EXPECT_NE(Caught(composition, 10 * kSeedsMax), "");
}

class TransportThatSendsTwice final : public TransportMutant {
 public:
  using TransportMutant::TransportMutant;
  Task<Result> Post(Outgoing message) override {
    auto first = transport_->Post(message);
    co_await first;
    auto second = transport_->Post(std::move(message));
    co_return co_await second;
  }
};

TEST(MutationTest, CatchesATransportThatSendsTwice) {
  EXPECT_THAT(CaughtTransport<TransportThatSendsTwice>(), HasSubstr("applied twice"));
}

// As libcurl does where a kept-alive connection closes.
class TransportThatTriesAgain final : public TransportMutant {
 public:
  using TransportMutant::TransportMutant;
  Task<Result> Post(Outgoing message) override {
    auto first = transport_->Post(message);
    Result result = co_await first;
    if (result.sent != Sent::kPerhaps) co_return result;
    auto second = transport_->Post(std::move(message));
    co_return co_await second;
  }
};

TEST(MutationTest, CatchesATransportThatTriesAgainAfterALostAnswer) {
  EXPECT_NE(CaughtTransport<TransportThatTriesAgain>(), "");
}

class TransportThatSaysNothingLeft final : public TransportMutant {
 public:
  using TransportMutant::TransportMutant;
  Task<Result> Post(Outgoing message) override {
    auto post = transport_->Post(std::move(message));
    Result result = co_await post;
    if (result.sent == Sent::kPerhaps) result.sent = Sent::kNothing;
    co_return result;
  }
};

TEST(MutationTest, CatchesATransportThatTakesALostAnswerForNothingSent) {
  EXPECT_THAT(CaughtTransport<TransportThatSaysNothingLeft>(), HasSubstr("released, and"));
}

class TransportThatIsLate final : public TransportMutant {
 public:
  using TransportMutant::TransportMutant;
  Task<Result> Post(Outgoing message) override {
    message.send_by = SteadyTime::max();
    return transport_->Post(std::move(message));
  }
};

TEST(MutationTest, CatchesATransportThatSendsAfterTheLease) {
  EXPECT_THAT(CaughtTransport<TransportThatIsLate>(), HasSubstr("without a claim"));
}

class TransportThatIsSilent final : public TransportMutant {
 public:
  TransportThatIsSilent(ProcessLoop& loop, std::unique_ptr<Transport> transport)
      : TransportMutant(std::move(transport)), loop_(loop) {}
  Task<Result> Post(Outgoing) override {
    Answer<Result> never(loop_, {});
    co_return co_await never;
  }

 private:
  ProcessLoop& loop_;
};

TEST(MutationTest, CatchesACallThatIsNeverAnswered) {
  const std::string caught =
      Caught({.transport = [](ProcessLoop& loop, std::unique_ptr<Transport> transport) {
        return std::make_unique<TransportThatIsSilent>(loop, std::move(transport));
      }});
  EXPECT_THAT(caught, HasSubstr("never settles"));
}

TEST(MutationTest, CatchesTooManyMessagesAtATime) {
  const std::string caught =
      Caught({.admission = [](auto& options) { ++options.concurrency_max; }});
  EXPECT_THAT(caught, HasSubstr("more messages at a time"));
}

TEST(MutationTest, CatchesTooManyMessagesASecond) {
  const std::string caught =
      Caught({.admission = [](auto& options) { options.rate_per_second *= 2; }});
  EXPECT_THAT(caught, HasSubstr("more messages a second"));
}

TEST(MutationTest, CatchesTooManyWhoWait) {
  const std::string caught = Caught({.admission = [](auto& options) { ++options.waiting_max; }});
  EXPECT_THAT(caught, HasSubstr("more replies wait"));
}

}  // namespace
}  // namespace imageco::simulation
