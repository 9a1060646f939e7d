#include "server/operations/ledger_watch.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace imageco::server {

using bridge::base::Task;
using bridge::ledger::Ending;
using bridge::ledger::Key;
using bridge::ledger::Query;

LedgerWatch::LedgerWatch(bridge::base::Loop& loop, bridge::ledger::Ledger& ledger,
                         Readiness& readiness, LedgerWatchOptions options)
    : loop_(loop),
      ledger_(ledger),
      readiness_(readiness),
      options_(options),
      count_at_(loop.SteadyNow()) {
  readiness_.Report(Readiness::Part::kLedger, "has not answered yet");
  looking_.emplace(Look());
}

void LedgerWatch::WhenKnown(bridge::base::Callback known) {
  if (is_known_) return known();
  known_ = std::move(known);
}

void LedgerWatch::Report(std::string fault) {
  readiness_.Report(Readiness::Part::kLedger, std::move(fault));
  is_known_ = true;
  if (known_) std::exchange(known_, nullptr)();
}

Task<void> LedgerWatch::Look() {
  silence_.Set(options_.silent_after, [this] {
    Report(absl::StrCat("has not answered for ", absl::FormatDuration(options_.silent_after)));
  });
  Key nobodys = {.isspid = "", .transaction_id = ""};
  const auto found = co_await ledger_.Find(std::move(nobodys));
  silence_.Cancel();
  Report(found.ok() ? "" : std::string(found.status().message()));
  if (found.ok() && loop_.SteadyNow() >= count_at_) co_await CountUnknown();
  // The next one takes this one's place, so not before it has ended.
  next_look_.Set(options_.interval, [this] { looking_.emplace(Look()); });
}

Task<void> LedgerWatch::CountUnknown() {
  Query query;
  query.endings = {Ending::kUnknown};
  query.records_max = options_.unknown_max;
  const auto unknown = co_await ledger_.List(std::move(query));
  if (!unknown.ok()) co_return;
  unknown_ = static_cast<double>(unknown->size());
  // The oldest comes first.
  oldest_unknown_ =
      unknown->empty()
          ? 0
          : absl::ToDoubleSeconds(unknown->front().second.claim_time - absl::UnixEpoch());
  count_at_ = loop_.SteadyNow() + absl::ToChronoNanoseconds(options_.count_interval);
}

}  // namespace imageco::server
