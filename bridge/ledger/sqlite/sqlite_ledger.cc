#include "bridge/ledger/sqlite/sqlite_ledger.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace imageco::bridge::ledger {

absl::StatusOr<std::unique_ptr<SqliteLedger>> SqliteLedger::Make(base::Loop& loop,
                                                                 SqliteLedgerOptions options) {
  auto store = ReplyStore::Open(options.file, loop.Now());
  if (!store.ok()) return store.status();
  std::unique_ptr<SqliteLedger> ledger(
      new SqliteLedger(loop, std::move(options), *std::move(store)));
  if (absl::Status status = ledger->thread_.Start(); !status.ok()) return status;
  return ledger;
}

SqliteLedger::SqliteLedger(base::Loop& loop, SqliteLedgerOptions options,
                           std::unique_ptr<ReplyStore> store)
    : loop_(loop),
      options_(std::move(options)),
      store_(std::move(store)),
      thread_(loop, options_.batch_max, [this](const Batch& batch) { Commit(batch); }),
      purge_timer_(loop) {
  PurgeTime();
  purge_timer_.Set(options_.first_purge, [this] { StartPurge(); });
}

SqliteLedger::~SqliteLedger() = default;

void SqliteLedger::Commit(const Batch& batch) {
  const base::SteadyTime begin = loop_.SteadyNow();
  const bool ok = store_->Commit(batch);
  options_.observe({.operations = batch.size(),
                    .elapsed = absl::FromChrono(loop_.SteadyNow() - begin),
                    .ok = ok});
}

absl::Time SqliteLedger::Now() const {
  return absl::FromUnixMicros(absl::ToUnixMicros(loop_.Now()));
}

absl::Time SqliteLedger::PurgeTime() {
  const absl::Duration steady = absl::FromChrono(loop_.SteadyNow().time_since_epoch());
  purge_offset_ = std::min(purge_offset_, Now() - absl::UnixEpoch() - steady);
  return absl::UnixEpoch() + steady + purge_offset_;
}

template <typename Result>
base::Task<Result> SqliteLedger::Do(typename ResultOperation<Result>::Work work, size_t queue_max) {
  auto operation = std::make_shared<ResultOperation<Result>>(std::move(work));
  if (!thread_.Add(operation, queue_max)) {
    co_return absl::UnavailableError("too much waits for the ledger's file");
  }
  Durable<Result> durable(std::move(operation));
  co_return co_await durable;
}

base::Task<absl::StatusOr<std::optional<Record>>> SqliteLedger::Find(Key key) {
  return Do<absl::StatusOr<std::optional<Record>>>(
      [key = std::move(key)](ReplyTable& table) { return table.Find(key); }, options_.queue_max);
}

base::Task<absl::StatusOr<Claimed>> SqliteLedger::Claim(Key key, Fingerprint fingerprint) {
  return Do<absl::StatusOr<Claimed>>(
      [key = std::move(key), fingerprint, now = Now()](ReplyTable& table) {
        return table.Claim(key, fingerprint, now);
      },
      options_.queue_max);
}

base::Task<absl::StatusOr<absl::Time>> SqliteLedger::Settle(Key key, Settlement settlement) {
  return Do<absl::StatusOr<absl::Time>>(
      [key = std::move(key), settlement = std::move(settlement),
       now = Now()](ReplyTable& table) -> absl::StatusOr<absl::Time> {
        if (absl::Status status = table.Settle(key, settlement, now); !status.ok()) return status;
        return now;
      },
      2 * options_.queue_max);
}

base::Task<absl::Status> SqliteLedger::Release(Key key) {
  return Do<absl::Status>(
      [key = std::move(key), now = Now()](ReplyTable& table) { return table.Release(key, now); },
      2 * options_.queue_max);
}

base::Task<absl::StatusOr<Record>> SqliteLedger::Decide(Key key, Finding finding) {
  finding.time = Now();
  return Do<absl::StatusOr<Record>>([key = std::move(key), finding = std::move(finding)](
                                        ReplyTable& table) { return table.Decide(key, finding); },
                                    options_.queue_max);
}

base::Task<absl::StatusOr<std::vector<KeyedRecord>>> SqliteLedger::List(Query query) {
  std::vector<KeyedRecord> list;
  if (query.records_max == 0) co_return list;
  if (query.isspids) {
    auto few = Do<absl::StatusOr<std::optional<std::vector<KeyedRecord>>>>(
        [query, rows_max = options_.rows_max](ReplyTable& table) {
          return table.ListIfFew(query, rows_max);
        },
        options_.queue_max);
    absl::StatusOr<std::optional<std::vector<KeyedRecord>>> all = co_await few;
    if (!all.ok()) co_return all.status();
    if (*all) co_return **std::move(all);
  }
  do {
    auto part =
        Do<absl::StatusOr<Range>>([query, rows_max = options_.rows_max](
                                      ReplyTable& table) { return table.List(query, rows_max); },
                                  options_.queue_max);
    absl::StatusOr<Range> range = co_await part;
    if (!range.ok()) co_return range.status();
    list.insert(list.end(), std::make_move_iterator(range->records.begin()),
                std::make_move_iterator(range->records.end()));
    query.records_max -= range->records.size();
    query.after = std::move(range->next);
  } while (query.after);
  co_return list;
}

void SqliteLedger::StartPurge() { purge_.emplace(Purge()); }

base::Task<void> SqliteLedger::Purge() {
  const absl::Time limit = PurgeTime() - options_.retention;
  std::optional<Cursor> after;
  do {
    auto part = Do<absl::StatusOr<std::optional<Cursor>>>(
        [limit, after, rows_max = options_.rows_max](ReplyTable& table) {
          return table.Purge(limit, after, rows_max);
        },
        options_.queue_max);
    const absl::StatusOr<std::optional<Cursor>> next = co_await part;
    after = next.value_or(std::nullopt);
  } while (after);
  purge_timer_.Set(options_.purge_interval, [this] { StartPurge(); });
}

}  // namespace imageco::bridge::ledger
