#include "bridge/ledger/postgres/pg_database.h"

#include <algorithm>
#include <coroutine>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/base/log.h"
#include "bridge/base/timer.h"
#include "bridge/ledger/opened_log.h"
#include "bridge/ledger/postgres/pg_set_up.h"

namespace imageco::bridge::ledger {
namespace {

using End = PgAnswer::End;

// Refused that often, a statement is not what the database waits for.
constexpr int kRefusalsMax = 20;

// Between the tries of a statement; doubles.
constexpr absl::Duration kPauseMin = absl::Milliseconds(20);
constexpr absl::Duration kPauseMax = absl::Milliseconds(500);

// Read-only: a primary that became a standby under us.
constexpr std::string_view kReadOnly = "25006";
constexpr std::string_view kNoSuchColumn = "42703";
// So a write ends that meets another ledger, or a session that is not durable.
constexpr std::string_view kNotNull = "23502";
// Somebody else's session, through a pooler: it has statements by our names.
constexpr std::string_view kPreparedAlready = "42P05";

// The database does not know itself what came of a commit.
bool IsOutcomeUnknown(std::string_view sqlstate) {
  return sqlstate == "40003" || sqlstate == "08007";
}

bool MayHelpToRepeat(std::string_view sqlstate) {
  return sqlstate == "40001" ||  // not serializable
         sqlstate == "40P01" ||  // deadlock
         sqlstate == "26000" ||  // its statement could not be prepared just before
         sqlstate == kReadOnly || IsOutcomeUnknown(sqlstate);
}

bool MayHaveHappened(const PgAnswer& answer) {
  return answer.end == End::kLost || IsOutcomeUnknown(answer.sqlstate);
}

}  // namespace

// Passes some time, less where the database closes meanwhile: co_await it, once.
class PgDatabase::Pause {
 public:
  Pause(PgDatabase& database, absl::Duration time)
      : database_(database), time_(time), timer_(database.loop_) {}
  Pause(const Pause&) = delete;
  Pause& operator=(const Pause&) = delete;
  ~Pause() { Forget(); }

  bool await_ready() const { return database_.closed_; }
  void await_suspend(std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    database_.pauses_.insert(this);
    timer_.Set(time_, [this] { End(); });
  }
  void await_resume() const {}

  void End() {
    Forget();
    waiting_.resume();
  }

 private:
  void Forget() {
    database_.pauses_.erase(this);
    timer_.Cancel();
  }

  PgDatabase& database_;
  const absl::Duration time_;
  std::coroutine_handle<> waiting_;
  base::Timer timer_;
};

absl::StatusOr<std::unique_ptr<PgDatabase>> PgDatabase::Make(base::EpollLoop& loop,
                                                             PgDatabaseOptions options) {
  absl::StatusOr<PgConninfo> conninfo = PgConninfo::Make(options.conninfo, options.password_file);
  if (!conninfo.ok()) return conninfo.status();
  std::unique_ptr<PgDatabase> database(
      new PgDatabase(loop, std::move(options), *std::move(conninfo)));
  if (absl::Status status = database->Start(); !status.ok()) return status;
  return database;
}

PgDatabase::PgDatabase(base::EpollLoop& loop, PgDatabaseOptions options, PgConninfo conninfo)
    : loop_(loop), options_(std::move(options)), identity_(options_.identity) {
  const auto connector = [conninfo = std::move(conninfo)](absl::Duration time_max,
                                                          const std::atomic<bool>& abandoned) {
    return conninfo.Connect(time_max, abandoned);
  };
  for (int i = 0; i < options_.connections; ++i) {
    Link& link = *links_.emplace_back(std::make_unique<Link>());
    link.connection = std::make_unique<PgConnection>(
        loop_, connector, options_.connection, [this, &link](PgConnection&) { return SetUp(link); },
        [this](const absl::Status& attempt) { Hear(attempt); });
  }
}

// The first connection makes the tables, so that not all of them try to. Where one is not had, the
// others need not be waited for.
absl::Status PgDatabase::ConnectOneByOne() {
  absl::Status status;
  for (const auto& link : links_) {
    if (!status.ok()) {
      link->connection->Connect();
      continue;
    }
    first_attempt_.reset();
    starting_ = true;
    link->connection->Connect();
    loop_.Run();
    starting_ = false;
    status = *first_attempt_;
  }
  return status;
}

absl::Status PgDatabase::Start() {
  absl::Status status = ConnectOneByOne();
  if (status.ok()) {
    // Only now: what one session was told shows in another where a pooler mixes them up.
    base::Spawn(CheckSessions(), [this, &status](const absl::Status& checked) {
      status = checked;
      loop_.Stop();
    });
    loop_.Run();
  }
  if (!absl::IsFailedPrecondition(status)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the database: ", status.message()));
}

// Once: further connections come and go.
base::Task<void> PgDatabase::TellOpen(PgConnection& connection, bool is_new) {
  if (std::exchange(told_open_, true)) co_return;
  auto ask = NamePgDatabase(connection);
  const std::string database = co_await ask;
  LogOpened({.kind = "postgres", .place = database, .identity = identity_, .is_new = is_new});
}

base::Task<absl::Status> PgDatabase::SetUpLedger(PgConnection& connection) {
  auto find = identity_.empty() ? FindOrMakePgLedger(connection, options_.making)
                                : FindPgLedger(connection, identity_);
  const absl::StatusOr<PgFoundLedger> found = co_await find;
  if (!found.ok()) co_return found.status();
  // Another connection may have come to another database meanwhile.
  if (identity_.empty()) identity_ = found->identity;
  if (found->identity != identity_) {
    co_return absl::DataLossError("its name leads to several ledgers");
  }
  auto tell = TellOpen(connection, found->is_new);
  co_await tell;
  co_return absl::OkStatus();
}

base::Task<absl::Status> PgDatabase::SetUp(Link& link) {
  auto set_up_session = SetUpPgSession(*link.connection);
  absl::StatusOr<PgSession> session = co_await set_up_session;
  if (!session.ok()) co_return session.status();
  link.session = *std::move(session);
  link.connection->SetMark(link.session.mark);
  auto set_up_ledger = SetUpLedger(*link.connection);
  absl::Status status = co_await set_up_ledger;
  if (status.ok()) wrong_.clear();
  if (absl::IsDataLoss(status)) wrong_ = std::string(status.message());
  if (!status.ok()) co_return status;
  auto bind = BindPgSession(*link.connection, identity_, options_.operation_time_max * 4 / 5);
  co_return co_await bind;
}

base::Task<absl::Status> PgDatabase::CheckSessions() {
  for (const auto& link : links_) {
    if (!link->connection->ready()) continue;
    auto check = CheckPgSession(*link->connection, link->session);
    absl::Status status = co_await check;
    if (!absl::IsFailedPrecondition(status)) continue;
    link->connection->Reconnect(std::string(status.message()));
    co_return status;
  }
  co_return absl::OkStatus();
}

base::Task<absl::Status> PgDatabase::Confirm(Attempt& attempt) {
  static const PgStatement read{
      .name = "identity", .sql = "SELECT identity FROM ledger_identity", .numbered = true};
  auto run = Run(read, {}, attempt);
  const absl::StatusOr<PgRows> rows = co_await run;
  if (!rows.ok()) co_return rows.status();
  if (FirstOf(*rows) != identity_) {
    const std::string why = "it is another ledger";
    for (const auto& link : links_) link->connection->Reconnect(why);
    co_return absl::UnavailableError(absl::StrCat("its database: ", why));
  }
  auto check = CheckSessions();
  const absl::Status sessions = co_await check;
  co_return sessions.ok() ? sessions : absl::UnavailableError(sessions.message());
}

void PgDatabase::Hear(const absl::Status& attempt) {
  if (starting_ && !first_attempt_) {
    first_attempt_ = attempt;
    loop_.Stop();
  }
  // A line whenever it comes or goes, not for each try and each connection.
  if (ready() != away_) return;
  away_ = !ready();
  if (away_) {
    const std::string why(attempt.message());
    base::Log(base::Severity::kError, "the ledger's database is away", {{"why", why}});
  } else {
    base::Log(base::Severity::kInfo, "the ledger's database is back");
  }
}

PgDatabase::Attempt PgDatabase::Begin() const {
  return {.deadline = loop_.SteadyNow() + absl::ToChronoNanoseconds(options_.operation_time_max)};
}

PgConnection& PgDatabase::Pick() {
  const auto better = [](const auto& a, const auto& b) {
    if (a->connection->ready() != b->connection->ready()) return a->connection->ready();
    return a->connection->operations() < b->connection->operations();
  };
  return *(*std::min_element(links_.begin(), links_.end(), better))->connection;
}

absl::Status PgDatabase::NoConnection() const {
  return absl::UnavailableError(wrong_.empty() ? "no connection to it" : wrong_);
}

// Where a refusal says that the database is not what it was when the connection was set up, the
// connection is set up anew, which finds out more.
void PgDatabase::Suspect(PgConnection& connection, const PgAnswer& answer) {
  for (const std::string_view sqlstate :
       {kReadOnly, kNoSuchTable, kNoSuchColumn, kNotNull, kPreparedAlready}) {
    if (answer.sqlstate == sqlstate) return connection.Reconnect(answer.why);
  }
}

// Reports when it goes.
struct PgDatabase::Observation {
  Observation(const PgDatabase& observed, size_t count)
      : database(observed), operations(count), begin(observed.loop_.SteadyNow()) {}
  Observation(const Observation&) = delete;
  Observation& operator=(const Observation&) = delete;
  ~Observation() {
    database.options_.observe({.operations = operations,
                               .elapsed = absl::FromChrono(database.loop_.SteadyNow() - begin),
                               .ok = ok});
  }

  const PgDatabase& database;
  const size_t operations;
  const base::SteadyTime begin;
  bool ok = false;
};

base::Task<absl::StatusOr<PgRows>> PgDatabase::Run(const PgStatement& statement,
                                                   std::vector<PgValue> values, Attempt& attempt,
                                                   size_t operations) {
  Observation observation(*this, operations);
  // The first repeat of what was lost comes at once: another connection may be well.
  bool at_once = true;
  absl::Duration pause = kPauseMin;
  for (int refusals = 0; loop_.SteadyNow() < attempt.deadline;) {
    if (!ready() && !wrong_.empty()) co_return NoConnection();
    PgConnection& connection = Pick();
    PgOperation operation(connection, statement, values, attempt.deadline);
    PgAnswer answer = co_await operation;
    if (answer.end == End::kDone) {
      observation.ok = true;
      co_return std::move(answer.rows);
    }
    if (answer.end == End::kNotSent) co_return NoConnection();
    attempt.lost |= MayHaveHappened(answer);
    if (answer.end == End::kRefused) {
      Suspect(connection, answer);
      if (!MayHelpToRepeat(answer.sqlstate) || ++refusals == kRefusalsMax) {
        base::Log(base::Severity::kError, "the ledger's database refuses a statement",
                  {{"sqlstate", answer.sqlstate}, {"why", answer.why}});
        co_return absl::UnavailableError(absl::StrCat("its database says ", answer.sqlstate));
      }
    }
    if (answer.end == End::kLost && std::exchange(at_once, false)) continue;
    Pause rest(*this, std::min(pause, absl::FromChrono(attempt.deadline - loop_.SteadyNow())));
    co_await rest;
    pause = std::min(2 * pause, kPauseMax);
  }
  co_return absl::UnavailableError("its database does not answer");
}

bool PgDatabase::ready() const {
  return std::any_of(links_.begin(), links_.end(),
                     [](const auto& link) { return link->connection->ready(); });
}

void PgDatabase::Close() {
  closed_ = true;
  for (const auto& link : links_) link->connection->Close();
  while (!pauses_.empty()) (*pauses_.begin())->End();
}

}  // namespace imageco::bridge::ledger
