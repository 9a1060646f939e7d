#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_RATE_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_RATE_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/admission/rate_source.h"
#include "bridge/base/task.h"
#include "bridge/ledger/postgres/pg_database.h"

namespace imageco::bridge::ledger {

struct PgRateOptions {
  std::string isspid;
  double rate_per_second = 1;   // above 0; as with all replicas
  double burst = 1;             // at least 1
  std::string clock = "now()";  // the database's, as SQL
};

// The tokens of a merchant that several replicas send for, from a bucket in the database (GCRA: a
// row holds the time from which on the next one counts). They are reserved in blocks: what the rate
// gives in kBlockTime, fewer while blocks are not used up. Each may be used from its own time on,
// for kBlockTime or the interval between two tokens, whichever is longer; then it is lost. So in
// any time T the replicas together send at most rate * (T + that) + burst. On the loop's thread.
class PgRate final : public admission::RateSource {
 public:
  static constexpr absl::Duration kBlockTime = absl::Milliseconds(200);

  // `database` must outlive the rate.
  PgRate(PgDatabase& database, const PgRateOptions& options);

  bool TryTake(absl::Time now) override;
  void Refund() override;
  absl::Duration TimeUntil(double tokens, absl::Time now) override;
  // The database is away, or refused to reserve a moment ago.
  bool failed() const override { return failed_; }
  void Listen(base::Callback listener) override { listener_ = std::move(listener); }

 private:
  struct Statements;
  // Tokens that end at a time, counted from the database's own.
  using Block = absl::Duration;

  static base::Task<absl::StatusOr<Block>> Ask(PgDatabase& database,
                                               std::shared_ptr<const Statements> statements,
                                               int64_t tokens);
  void Reserve();
  void AskForBlock();
  void Add(const absl::StatusOr<Block>& end, int64_t tokens);
  void DropExpired();

  PgDatabase& database_;
  const absl::Duration interval_;  // between two tokens
  const absl::Duration burst_;
  const absl::Duration use_time_;
  const int64_t block_max_;
  // Shared with a question under way, which ends after the rate where the rate goes first.
  const std::shared_ptr<const Statements> statements_;
  // Expires with the rate, for what is called back later; statements_ may live on.
  const std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
  base::Callback listener_;

  std::deque<base::SteadyTime> tokens_;   // from when on each may be used
  std::optional<base::SteadyTime> next_;  // the end of the last block
  int64_t block_ = 1;
  bool wasted_ = true;          // a token of the last block expired
  base::SteadyTime ask_again_;  // not before
  bool reserving_ = false;
  bool failed_ = false;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_RATE_H_
