#include "bridge/ledger/postgres/pg_database.h"

#include <algorithm>
#include <coroutine>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/base/log.h"
#include "bridge/ledger/postgres/pg_schema.h"

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
  Pause(PgDatabase& database, absl::Duration time) : database_(database), time_(time) {}
  Pause(const Pause&) = delete;
  Pause& operator=(const Pause&) = delete;
  ~Pause() { Forget(); }

  bool await_ready() const { return database_.closed_; }
  void await_suspend(std::coroutine_handle<> waiting) {
    waiting_ = waiting;
    database_.pauses_.insert(this);
    timer_ = database_.loop_.RunAfter(time_, [this] { End(); });
  }
  void await_resume() const {}

  void End() {
    Forget();
    waiting_.resume();
  }

 private:
  void Forget() {
    if (database_.pauses_.erase(this) != 0) database_.loop_.Cancel(timer_);
  }

  PgDatabase& database_;
  const absl::Duration time_;
  std::coroutine_handle<> waiting_;
  base::Loop::TimerId timer_ = 0;
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
    : loop_(loop), options_(std::move(options)), conninfo_(std::move(conninfo)) {
  for (int i = 0; i < options_.connections; ++i) {
    connections_.push_back(std::make_unique<PgConnection>(
        loop_, conninfo_, options_.connection,
        [this](PgConnection& connection) {
          return SetUpPgSchema(connection, options_.operation_time_max * 4 / 5);
        },
        [this](const absl::Status& attempt) { Hear(attempt); }));
  }
}

// The first connection makes the tables, so that not all of them try to.
absl::Status PgDatabase::Start() {
  connections_.front()->Connect();
  loop_.Run();
  starting_ = false;
  if (absl::IsFailedPrecondition(first_attempt_)) {
    return absl::FailedPreconditionError(absl::StrCat("the database: ", first_attempt_.message()));
  }
  for (size_t i = 1; i < connections_.size(); ++i) connections_[i]->Connect();
  return absl::OkStatus();
}

void PgDatabase::Hear(const absl::Status& attempt) {
  if (starting_) {
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
    if (a->ready() != b->ready()) return a->ready();
    return a->operations() < b->operations();
  };
  return **std::min_element(connections_.begin(), connections_.end(), better);
}

base::Task<absl::StatusOr<PgRows>> PgDatabase::Run(const PgStatement& statement,
                                                   std::vector<PgValue> values, Attempt& attempt) {
  // The first repeat of what was lost comes at once: another connection may be well.
  bool at_once = true;
  absl::Duration pause = kPauseMin;
  for (int refusals = 0; loop_.SteadyNow() < attempt.deadline;) {
    PgConnection& connection = Pick();
    PgOperation operation(connection, statement, values, attempt.deadline);
    PgAnswer answer = co_await operation;
    if (answer.end == End::kDone) co_return std::move(answer.rows);
    if (answer.end == End::kNotSent) co_return absl::UnavailableError("no connection to it");
    attempt.lost |= MayHaveHappened(answer);
    if (answer.end == End::kRefused) {
      if (answer.sqlstate == kReadOnly) connection.Reconnect(answer.why);
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
  return std::any_of(connections_.begin(), connections_.end(),
                     [](const auto& connection) { return connection->ready(); });
}

void PgDatabase::Close() {
  closed_ = true;
  for (const auto& connection : connections_) connection->Close();
  while (!pauses_.empty()) (*pauses_.begin())->End();
}

}  // namespace imageco::bridge::ledger
