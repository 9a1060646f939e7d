#include "bridge/ledger/postgres/pg_batches.h"

#include <algorithm>
#include <coroutine>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace imageco::bridge::ledger {
namespace {

constexpr size_t kKeyColumns = 3;
constexpr size_t kMark = 3;  // the column that tells a row from all others

// Batches of one kind that are under way at a time. More would be smaller ones, each with a commit.
constexpr size_t kUnderWayMax = 2;

}  // namespace

// A row, and who waits for what comes back.
struct PgBatches::Asked {
  std::vector<std::string> values;
  bool sent = false;
  std::coroutine_handle<> waiting = nullptr;  // null: nobody, or nobody any more
  Answer answer = absl::UnavailableError("its database does not answer");
  bool lost = false;

  void End() {
    if (waiting != nullptr) std::exchange(waiting, nullptr).resume();
  }
};

// For what comes back, until the deadline. Destroyed before, the row goes on, and nobody hears of
// it.
class PgBatches::Wait {
 public:
  Wait(Asked& asked, base::Loop& loop, base::SteadyTime deadline) : asked_(asked), timer_(loop) {
    timer_.Set(absl::FromChrono(deadline - loop.SteadyNow()), [&asked] {
      asked.lost = asked.sent;
      asked.End();
    });
  }
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait() { asked_.waiting = nullptr; }

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiting) noexcept { asked_.waiting = waiting; }
  void await_resume() const noexcept {}

 private:
  Asked& asked_;
  base::Timer timer_;
};

PgBatches::PgBatches(PgDatabase& database, const PgBatchStatement& statement, std::string last)
    : database_(database),
      statement_(statement),
      last_(std::move(last)),
      flush_timer_(database.loop()) {}

base::Task<PgBatches::Answer> PgBatches::Run(std::vector<std::string> values, Attempt& attempt) {
  const auto asked = std::make_shared<Asked>(Asked{.values = std::move(values)});
  if (closed_) co_return asked->answer;
  queue_.push_back(asked);
  if (!flush_timer_.is_set()) flush_timer_.Set(absl::ZeroDuration(), [this] { Flush(); });
  Wait wait(*asked, database_.loop(), attempt.deadline);
  co_await wait;
  attempt.lost |= asked->lost;
  co_return std::move(asked->answer);
}

void PgBatches::Close() {
  closed_ = true;
  Flush();
}

void PgBatches::Flush() {
  if (std::exchange(flushing_, true)) return;
  while (!queue_.empty() && under_way_ < kUnderWayMax) {
    ++under_way_;
    base::Spawn(RunBatch(TakeBatch()), [this] {
      --under_way_;
      Flush();
    });
  }
  flushing_ = false;
}

std::vector<std::shared_ptr<PgBatches::Asked>> PgBatches::TakeBatch() {
  std::vector<std::shared_ptr<Asked>> batch;
  for (; !queue_.empty() && batch.size() < rows_max_; queue_.pop_front()) {
    if (queue_.front()->waiting == nullptr) continue;
    queue_.front()->sent = true;
    batch.push_back(std::move(queue_.front()));
  }
  std::sort(batch.begin(), batch.end(), [](const auto& a, const auto& b) {
    return std::lexicographical_compare(a->values.begin(), a->values.begin() + kKeyColumns,
                                        b->values.begin(), b->values.begin() + kKeyColumns);
  });
  return batch;
}

std::vector<PgValue> PgBatches::ValuesOf(const std::vector<std::shared_ptr<Asked>>& batch) const {
  std::vector<PgValue> values;
  for (size_t i = 0; i < statement_.types.size(); ++i) {
    std::vector<std::string_view> column;
    column.reserve(batch.size());
    for (const auto& asked : batch) column.emplace_back(asked->values[i]);
    values.push_back(FromArray(statement_.types[i], column));
  }
  values.emplace_back(last_);
  return values;
}

base::Task<void> PgBatches::RunBatch(std::vector<std::shared_ptr<Asked>> batch) {
  if (batch.empty()) co_return;
  Attempt attempt = database_.Begin();
  auto run = database_.Run(statement_.statement, ValuesOf(batch), attempt, batch.size());
  absl::StatusOr<PgRows> rows = co_await run;
  rows_max_ = rows.ok() ? std::min(2 * rows_max_, kRowsMax) : 1;
  absl::flat_hash_map<std::string, PgRow> by_mark;
  for (size_t i = 0; rows.ok() && i < rows->size(); ++i) {
    PgRow& row = (*rows)[i];
    std::string mark = ColumnOf(row, 0).value_or("");
    if (!row.empty()) row.erase(row.begin());
    by_mark.emplace(std::move(mark), std::move(row));
  }
  for (const std::shared_ptr<Asked>& asked : batch) {
    asked->lost |= attempt.lost;
    if (!rows.ok()) {
      asked->answer = rows.status();
    } else {
      const auto row = by_mark.find(asked->values[kMark]);
      asked->answer = row == by_mark.end() ? std::nullopt : std::optional<PgRow>(row->second);
    }
    asked->End();
  }
}

}  // namespace imageco::bridge::ledger
