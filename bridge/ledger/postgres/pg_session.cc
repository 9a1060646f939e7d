#include "bridge/ledger/postgres/pg_session.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "bridge/base/random.h"
#include "bridge/ledger/postgres/pg_set_up.h"

namespace imageco::bridge::ledger {
namespace {

constexpr size_t kMarkBytes = 8;
constexpr absl::Duration kCheckTimeMax = absl::Seconds(5);

// A database that does not know a setting cannot be asked about it.
constexpr std::string_view kNoSuchSetting = "42704";

constexpr char kReadSession[] =
    "SELECT COALESCE(current_setting('complaint.session', true), ''), pg_backend_pid(), ";

absl::Status DoesNotLast() {
  return absl::FailedPreconditionError(
      "its session settings do not last: a pooler in front must pool sessions, not transactions");
}

PgSession SessionOf(const PgAnswer& answer) {
  if (answer.rows.empty()) return {};
  const PgRow& row = answer.rows.front();
  return {.mark = ColumnOf(row, 0).value_or(""), .backend = ToInt(ColumnOf(row, 1))};
}

// The text of a setting; empty where the database does not know it.
base::Task<absl::StatusOr<std::string>> Show(PgConnection& connection, const char* setting) {
  auto show = RunSetUp(connection, absl::StrCat("SHOW ", setting));
  const PgAnswer answer = co_await show;
  if (answer.sqlstate == kNoSuchSetting) co_return std::string();
  if (absl::Status status = ToSetUpStatus(answer); !status.ok()) co_return status;
  co_return FirstOf(answer.rows).value_or("");
}

base::Task<absl::Status> Set(PgConnection& connection, const char* setting, std::string value) {
  auto set = RunSetUp(connection, absl::StrCat("SET ", setting, " = ", value));
  const PgAnswer answer = co_await set;
  co_return ToSetUpStatus(answer);
}

base::Task<absl::Status> MakeDurable(PgConnection& connection) {
  auto tell = Set(connection, "client_min_messages", "warning");
  if (absl::Status status = co_await tell; !status.ok()) co_return status;
  auto read = RunSetUp(connection, "SELECT current_setting('synchronous_commit', true)");
  const PgAnswer answer = co_await read;
  if (absl::Status status = ToSetUpStatus(answer); !status.ok()) co_return status;
  const std::string waits = FirstOf(answer.rows).value_or("");
  for (const std::string_view known : {"on", "local", "remote_write", "remote_apply"}) {
    if (waits == known) co_return absl::OkStatus();
  }
  if (waits != "off") {
    co_return absl::FailedPreconditionError(
        absl::StrCat("it does not say that its commits wait for the disk: synchronous_commit is \"",
                     absl::CHexEscape(waits), "\""));
  }
  auto wait = Set(connection, "synchronous_commit", "on");
  co_return co_await wait;
}

// Statements are planned for the values and the table that they meet: a plan that is kept from when
// the table was empty reads all of it ever after. Other databases do not know the setting.
base::Task<absl::Status> KeepNoPlans(PgConnection& connection) {
  auto set = RunSetUp(connection, "SET plan_cache_mode = force_custom_plan");
  const PgAnswer answer = co_await set;
  co_return answer.sqlstate == kNoSuchSetting ? absl::OkStatus() : ToSetUpStatus(answer);
}

}  // namespace

base::Task<absl::StatusOr<PgSession>> SetUpPgSession(PgConnection& connection) {
  auto read_only = Show(connection, "transaction_read_only");
  const absl::StatusOr<std::string> is_read_only = co_await read_only;
  if (!is_read_only.ok()) co_return is_read_only.status();
  if (*is_read_only == "on") co_return absl::UnavailableError("it is read-only: a standby?");
  // What another session left behind, which a pooler may give to us.
  auto forget = RunSetUp(connection, "DEALLOCATE ALL");
  const PgAnswer forgotten = co_await forget;
  if (absl::Status status = ToSetUpStatus(forgotten); !status.ok()) co_return status;
  auto make_durable = MakeDurable(connection);
  if (absl::Status status = co_await make_durable; !status.ok()) co_return status;
  auto keep_no_plans = KeepNoPlans(connection);
  if (absl::Status status = co_await keep_no_plans; !status.ok()) co_return status;
  const absl::StatusOr<std::string> mark = base::RandomHex(kMarkBytes);
  if (!mark.ok()) co_return mark.status();
  auto set = Set(connection, "complaint.session", absl::StrCat("'", *mark, "'"));
  if (absl::Status status = co_await set; !status.ok()) co_return status;
  auto read = RunSetUp(connection, absl::StrCat(kReadSession, kPgSessionIsDurable));
  const PgAnswer answer = co_await read;
  if (absl::Status status = ToSetUpStatus(answer); !status.ok()) co_return status;
  const bool durable = !answer.rows.empty() && ToInt(ColumnOf(answer.rows.front(), 2)) != 0;
  PgSession session = SessionOf(answer);
  if (!durable || session.mark != *mark) co_return DoesNotLast();
  co_return session;
}

base::Task<absl::Status> BindPgSession(PgConnection& connection, std::string identity,
                                       absl::Duration time_max) {
  std::vector<PgValue> values{std::move(identity)};
  auto bind =
      RunSetUp(connection, "SELECT set_config('complaint.ledger', $1, false)", std::move(values));
  const PgAnswer bound = co_await bind;
  if (absl::Status status = ToSetUpStatus(bound); !status.ok()) co_return status;
  auto limit =
      Set(connection, "statement_timeout", absl::StrCat(absl::ToInt64Milliseconds(time_max)));
  co_return co_await limit;
}

base::Task<absl::Status> CheckPgSession(PgConnection& connection, PgSession session) {
  const PgStatement statement{.name = "", .sql = absl::StrCat(kReadSession, "true")};
  const base::SteadyTime deadline =
      connection.loop().SteadyNow() + absl::ToChronoNanoseconds(kCheckTimeMax);
  PgOperation operation(connection, statement, {}, deadline);
  const PgAnswer answer = co_await operation;
  if (absl::Status status = ToSetUpStatus(answer); !status.ok()) {
    co_return absl::UnavailableError(status.message());
  }
  const PgSession now = SessionOf(answer);
  const bool same = now.mark == session.mark && now.backend == session.backend;
  co_return same ? absl::OkStatus() : DoesNotLast();
}

}  // namespace imageco::bridge::ledger
