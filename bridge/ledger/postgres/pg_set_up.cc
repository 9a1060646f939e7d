#include "bridge/ledger/postgres/pg_set_up.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::ledger {
namespace {

constexpr int kTriesMax = 10;

// Whether it says so each time: what was asked, or where, is wrong there. No right, no schema, a
// table of another kind, something that it does not know.
bool IsWrongForGood(std::string_view sqlstate) {
  for (const std::string_view of_kind : {"42", "3D", "3F", "28", "0A", "22"}) {
    if (sqlstate.starts_with(of_kind)) return true;
  }
  return false;
}

// What comes of two replicas that make the same thing at once: the other one may have made it.
bool MayBeMadeByAnother(std::string_view sqlstate) {
  for (const std::string_view code :
       {"23505", "42701", "42P07", "42710", "42P16", "40001", "40P01", "XX000"}) {
    if (sqlstate == code) return true;
  }
  return false;
}

}  // namespace

base::Task<PgAnswer> RunSetUp(PgConnection& connection, std::string sql,
                              std::vector<PgValue> values, absl::Duration time_max) {
  const PgStatement statement{.name = "", .sql = std::move(sql)};
  for (int tries = 1;; ++tries) {
    const base::SteadyTime deadline =
        connection.loop().SteadyNow() + absl::ToChronoNanoseconds(time_max);
    PgOperation operation(connection, statement, values, deadline, /*sets_up=*/true);
    PgAnswer answer = co_await operation;
    const bool again = answer.end == PgAnswer::End::kRefused && MayBeMadeByAnother(answer.sqlstate);
    if (!again || tries == kTriesMax) co_return answer;
  }
}

absl::Status ToSetUpStatus(const PgAnswer& answer) {
  if (answer.end == PgAnswer::End::kDone) return absl::OkStatus();
  const std::string why = absl::StrCat(answer.why, " (", answer.sqlstate, ")");
  const bool refused = IsWrongForGood(answer.sqlstate) && !MayBeMadeByAnother(answer.sqlstate);
  return refused ? absl::FailedPreconditionError(why) : absl::UnavailableError(why);
}

}  // namespace imageco::bridge::ledger
