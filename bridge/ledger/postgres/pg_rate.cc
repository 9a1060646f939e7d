#include "bridge/ledger/postgres/pg_rate.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace imageco::bridge::ledger {
namespace {

// When to look again where an answer is to come, which is told.
constexpr absl::Duration kLookAgain = absl::Milliseconds(10);
// From a refusal to the next question.
constexpr absl::Duration kAskAgain = absl::Seconds(1);
// A bucket that is reserved further ahead was filled by a clock that was wrong since.
constexpr absl::Duration kAheadMax = absl::Minutes(1);
constexpr int kIntervalsAheadMax = 100;
// No clock overflows by it, however wrong a database's is.
constexpr absl::Duration kAheadOfAllClocks = absl::Hours(24 * 365 * 100);

// Whole microseconds, as the database counts; rounded so that the rate is never exceeded.
absl::Duration IntervalOf(double rate_per_second) {
  return absl::Ceil(absl::Seconds(1 / rate_per_second), absl::Microseconds(1));
}

int64_t BlockMax(double rate_per_second) {
  return std::max<int64_t>(
      1, static_cast<int64_t>(rate_per_second * absl::ToDoubleSeconds(PgRate::kBlockTime)));
}

}  // namespace

struct PgRate::Statements {
  Statements(const PgRateOptions& options, absl::Duration interval, absl::Duration burst)
      : isspid(options.isspid) {
    const absl::Duration ahead = kAheadMax + kIntervalsAheadMax * interval;
    const auto make = [&](const char* sql) {
      return absl::StrReplaceAll(sql, {{"BURST", PgInterval(burst)},
                                       {"INTERVAL", PgInterval(interval)},
                                       {"AHEAD", PgInterval(ahead)},
                                       {"CLOCK", options.clock}});
    };
    // Not by name: each merchant has texts of its own.
    reserve.sql = make(R"(
UPDATE merchant_rates SET next_time =
  LEAST(GREATEST(next_time, CLOCK - BURST), CLOCK + AHEAD) + $2::bigint * INTERVAL
WHERE isspid = $1 RETURNING next_time, CLOCK)");
    begin.sql = make(R"(
INSERT INTO merchant_rates (isspid, next_time) VALUES ($1, CLOCK - BURST)
ON CONFLICT (isspid) DO NOTHING)");
  }

  const std::string isspid;
  PgStatement reserve;
  PgStatement begin;
};

PgRate::PgRate(PgDatabase& database, const PgRateOptions& options)
    : database_(database),
      interval_(IntervalOf(options.rate_per_second)),
      burst_(absl::Floor(interval_ * std::max(options.burst, 1.0), absl::Microseconds(1))),
      use_time_(std::max(kBlockTime, interval_)),
      block_max_(BlockMax(options.rate_per_second)),
      statements_(std::make_shared<const Statements>(options, interval_, burst_)) {}

void PgRate::DropExpired() {
  const base::SteadyTime limit =
      database_.loop().SteadyNow() - absl::ToChronoNanoseconds(use_time_);
  for (; !tokens_.empty() && tokens_.front() <= limit; tokens_.pop_front()) wasted_ = true;
}

bool PgRate::TryTake(absl::Time /*now*/) {
  DropExpired();
  if (tokens_.empty()) {
    Reserve();
    return false;
  }
  if (tokens_.front() > database_.loop().SteadyNow()) return false;
  tokens_.pop_front();
  return true;
}

void PgRate::Refund() { tokens_.push_front(database_.loop().SteadyNow()); }

absl::Duration PgRate::TimeUntil(double tokens, absl::Time /*now*/) {
  DropExpired();
  const auto count = static_cast<size_t>(std::ceil(std::max(tokens, 1.0)));
  const base::SteadyTime now = database_.loop().SteadyNow();
  if (count <= tokens_.size()) {
    const absl::Duration time = absl::FromChrono(tokens_[count - 1] - now);
    // Rounded up, so that a timer does not fire a moment too soon.
    return absl::Ceil(std::max(time, absl::ZeroDuration()), absl::Milliseconds(1));
  }
  const absl::Duration ahead = next_ ? std::max(absl::FromChrono(*next_ - now), -burst_) : -burst_;
  return std::max(ahead + interval_ * static_cast<int64_t>(count - tokens_.size()), kLookAgain);
}

void PgRate::Reserve() {
  if (reserving_) return;
  failed_ = !database_.ready() || database_.loop().SteadyNow() < ask_again_;
  if (failed_) return;
  reserving_ = true;
  block_ = std::exchange(wasted_, false) ? 1 : std::min(2 * block_, block_max_);
  // Not at once: whoever takes a token must not hear of it before.
  database_.loop().Post([this, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) AskForBlock();
  });
}

void PgRate::AskForBlock() {
  base::Spawn(
      Ask(database_, statements_, block_),
      [this, alive = std::weak_ptr(alive_), tokens = block_](const absl::StatusOr<Block>& end) {
        if (!alive.expired()) Add(end, tokens);
      });
}

base::Task<absl::StatusOr<PgRate::Block>> PgRate::Ask(PgDatabase& database,
                                                      std::shared_ptr<const Statements> statements,
                                                      int64_t tokens) {
  PgDatabase::Attempt attempt = database.Begin();
  for (;;) {
    std::vector<PgValue> values{statements->isspid, FromInt(tokens)};
    auto reserve = database.Run(statements->reserve, std::move(values), attempt);
    const absl::StatusOr<PgRows> rows = co_await reserve;
    if (!rows.ok()) co_return rows.status();
    if (!rows->empty()) {
      const PgRow& row = rows->front();
      const absl::Duration ahead = ToTime(ColumnOf(row, 0)) - ToTime(ColumnOf(row, 1));
      co_return std::clamp(ahead, -kAheadOfAllClocks, kAheadOfAllClocks);
    }
    std::vector<PgValue> key{statements->isspid};
    auto begin = database.Run(statements->begin, std::move(key), attempt);
    const absl::StatusOr<PgRows> begun = co_await begin;
    if (!begun.ok()) co_return begun.status();
  }
}

// The answer came after the database's time was taken, so that all of this is a little late.
void PgRate::Add(const absl::StatusOr<Block>& end, int64_t tokens) {
  reserving_ = false;
  failed_ = !end.ok();
  const base::SteadyTime now = database_.loop().SteadyNow();
  if (failed_) ask_again_ = now + absl::ToChronoNanoseconds(kAskAgain);
  if (end.ok()) next_ = now + absl::ToChronoNanoseconds(*end);
  for (int64_t i = tokens - 1; end.ok() && i >= 0; --i) {
    const base::SteadyTime from = *next_ - absl::ToChronoNanoseconds(i * interval_);
    tokens_.push_back(std::max(from, now));
  }
  if (listener_) listener_();
}

}  // namespace imageco::bridge::ledger
