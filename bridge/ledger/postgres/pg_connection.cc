#include "bridge/ledger/postgres/pg_connection.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bridge/ledger/postgres/pg_result.h"

namespace imageco::bridge::ledger {
namespace {

using End = PgAnswer::End;

constexpr std::string_view kNotPrepared = "26000";

// As libpq takes the values of parameters, all of them binary.
struct Parameters {
  explicit Parameters(const std::vector<PgValue>& from) : formats(from.size(), 1) {
    for (const PgValue& value : from) {
      values.push_back(value ? value->data() : nullptr);
      lengths.push_back(value ? static_cast<int>(value->size()) : 0);
    }
  }
  int count() const { return static_cast<int>(values.size()); }

  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

// Bytes that OpenSSL has read from the socket already, so that nobody wakes the loop for them.
bool HasBytesInTls(PGconn* connection) {
  if (PQsslInUse(connection) == 0) return false;
  const auto* tls = static_cast<const SSL*>(PQsslStruct(connection, "OpenSSL"));
  return tls != nullptr && SSL_pending(tls) > 0;
}

absl::Status NoRoom() {
  return absl::ResourceExhaustedError("no descriptor left for the connection");
}

absl::Status AnswersOfOthers() {
  return absl::UnavailableError("the server's answers are not those to what was asked");
}

// A numbered statement has its number, the last of the values, in front of each row, and whether
// there is one; a row in any case.
std::string SqlOf(const PgStatement& statement, const std::vector<PgValue>& values) {
  if (!statement.numbered) return statement.sql;
  return absl::StrCat("WITH answer AS (", statement.sql, ") SELECT $", values.size(),
                      "::text, answer.* FROM (SELECT 1) AS always LEFT JOIN "
                      "(SELECT true, answer.* FROM answer) AS answer ON true");
}

// Leaves the statement's own rows. False: they are not those of that number.
bool TakeNumber(const std::string& number, PgRows& rows) {
  constexpr size_t kInFront = 2;
  if (FirstOf(rows) != number) return false;
  if (!ColumnOf(rows.front(), 1)) rows.clear();
  for (PgRow& row : rows) row.erase(row.begin(), row.begin() + kInFront);
  return true;
}

}  // namespace

PgOperation::PgOperation(PgConnection& connection, const PgStatement& statement,
                         std::vector<PgValue> values, base::SteadyTime deadline, bool sets_up)
    : connection_(connection),
      statement_(statement),
      values_(std::move(values)),
      deadline_(deadline),
      sets_up_(sets_up),
      timer_(connection.loop()) {}

PgOperation::~PgOperation() {
  if (waits_) connection_.Forget(*this);
}

bool PgOperation::await_suspend(std::coroutine_handle<> waiting) {
  waiting_ = waiting;
  waits_ = connection_.Add(*this);
  return waits_;
}

PgConnection::PgConnection(base::EpollLoop& loop, Connector connector, PgConnectionOptions options,
                           SetUp set_up, AttemptListener listener)
    : loop_(loop),
      connector_(std::move(connector)),
      options_(options),
      set_up_(std::move(set_up)),
      listener_(std::move(listener)),
      socket_(loop),
      pause_(options.pause_min),
      connect_timer_(loop),
      flush_timer_(loop) {}

void PgConnection::Connect() {
  state_ = State::kConnecting;
  connect_timer_.Set(options_.connect_timeout, [this] {
    Break(absl::UnavailableError("the database does not let us in in time"));
  });
  if (attempt_ == nullptr) StartAttempt();
}

void PgConnection::StartAttempt() {
  using Made = absl::StatusOr<PgHandle>;
  const auto made = std::make_shared<Made>(absl::UnknownError(""));
  auto work = [connector = connector_, time_max = options_.connect_timeout, made](
                  const std::atomic<bool>& abandoned) { *made = connector(time_max, abandoned); };
  auto attempt = base::BlockingCall::Start(loop_, std::move(work), [this, made] {
    attempt_.reset();
    EndAttempt(std::move(*made));
  });
  if (!attempt.ok()) return Break(attempt.status());
  attempt_ = *std::move(attempt);
}

// Perhaps in the pause after its time was up.
void PgConnection::EndAttempt(absl::StatusOr<PgHandle> connection) {
  if (!connection.ok()) {
    if (state_ == State::kConnecting) Break(connection.status());
    return;
  }
  connection_ = *std::move(connection);
  PQsetNoticeReceiver(
      connection_.get(),
      [](void* self, const PGresult* notice) {
        if (IsPgWarning(*notice)) static_cast<PgConnection*>(self)->TakeWarning(*notice);
      },
      this);
  BeginSetUp();
}

void PgConnection::BeginSetUp() {
  const bool pipelines =
      PQsetnonblocking(connection_.get(), 1) == 0 && PQenterPipelineMode(connection_.get()) == 1 &&
      socket_.Watch(PQsocket(connection_.get()), EPOLLIN, [this](uint32_t) { OnReady(); });
  if (!pipelines) return Break(absl::UnavailableError("no pipeline on the connection"));
  connect_timer_.Cancel();
  state_ = State::kSettingUp;
  base::Spawn(set_up_(*this), [this](const absl::Status& status) { EndSetUp(status); });
}

void PgConnection::EndSetUp(const absl::Status& status) {
  if (state_ != State::kSettingUp) return;  // it broke meanwhile
  if (!status.ok()) return Break(status);
  state_ = State::kReady;
  FlushLater();
  listener_(absl::OkStatus());
}

void PgConnection::Reconnect(const std::string& why) {
  if (state_ == State::kReady) Break(absl::UnavailableError(why));
}

void PgConnection::Break(const absl::Status& why, absl::Duration pause_min) {
  if (state_ == State::kClosed) return;
  last_error_ = std::string(why.message());
  state_ = State::kIdle;
  Disconnect();
  connect_timer_.Set(std::max(pause_, pause_min), [this] { Connect(); });
  pause_ = std::min(2 * pause_, options_.pause_max);
  listener_(why);
  ResumeFinished();
}

void PgConnection::Close() {
  if (state_ == State::kClosed) return;
  last_error_ = "the connection is closed";
  state_ = State::kClosed;
  attempt_.reset();
  Disconnect();
  for (PgOperation* operation : std::exchange(queue_, {})) {
    Finish(*operation, {.end = End::kNotSent, .why = last_error_});
  }
  ResumeFinished();
}

void PgConnection::Disconnect() {
  connect_timer_.Cancel();
  flush_timer_.Cancel();
  socket_.Unwatch();
  connection_.reset();
  prepared_.clear();
  for (PgOperation* operation : std::exchange(set_up_queue_, {})) {
    Finish(*operation, {.end = End::kNotSent, .why = last_error_});
  }
  for (const Sent& sent : std::exchange(sent_, {})) {
    if (sent.operation == nullptr) continue;
    Finish(*sent.operation, {.end = End::kLost, .why = last_error_});
  }
}

// False: it has its answer already.
bool PgConnection::Add(PgOperation& operation) {
  const bool takes = operation.sets_up_ ? state_ == State::kSettingUp : state_ != State::kClosed;
  if (!takes || operations() >= options_.operations_max) {
    operation.answer_.why = takes ? "too many operations wait for the database" : last_error_;
    return false;
  }
  const auto time = absl::FromChrono(operation.deadline_ - loop_.SteadyNow());
  operation.timer_.Set(time, [this, &operation] { Expire(operation); });
  (operation.sets_up_ ? set_up_queue_ : queue_).push_back(&operation);
  FlushLater();
  return true;
}

void PgConnection::Forget(PgOperation& operation) {
  operation.timer_.Cancel();
  std::erase(set_up_queue_, &operation);
  std::erase(queue_, &operation);
  std::erase(finished_, &operation);
  IgnoreAnswer(operation);
}

bool PgConnection::IgnoreAnswer(const PgOperation& operation) {
  const auto sent = std::find_if(sent_.begin(), sent_.end(), [&operation](const Sent& candidate) {
    return candidate.operation == &operation;
  });
  if (sent == sent_.end()) return false;
  sent->operation = nullptr;
  return true;
}

void PgConnection::Expire(PgOperation& operation) {
  if (std::erase(queue_, &operation) + std::erase(set_up_queue_, &operation) > 0) {
    Finish(operation, {.end = End::kNotSent, .why = last_error_});
  } else if (IgnoreAnswer(operation)) {
    Finish(operation, {.end = End::kLost, .why = "the database does not answer in time"});
    const bool silent = absl::FromChrono(loop_.SteadyNow() - heard_) >= options_.silence_max;
    if (silent) {
      return Break(absl::UnavailableError("the database is silent"), options_.pause_after_silence);
    }
  }
  ResumeFinished();
}

void PgConnection::Finish(PgOperation& operation, PgAnswer answer) {
  operation.timer_.Cancel();
  operation.answer_ = std::move(answer);
  finished_.push_back(&operation);
}

void PgConnection::ResumeFinished() {
  while (!finished_.empty()) {
    PgOperation& operation = *finished_.front();
    finished_.pop_front();
    operation.waits_ = false;
    operation.waiting_.resume();
  }
}

// What is asked for in one turn of the loop goes out together.
void PgConnection::FlushLater() {
  const bool flushes = state_ == State::kSettingUp || state_ == State::kReady;
  if (flushes && !flush_timer_.is_set()) {
    flush_timer_.Set(absl::ZeroDuration(), [this] { Flush(); });
  }
}

void PgConnection::Flush() {
  std::deque<PgOperation*>& queue = state_ == State::kReady ? queue_ : set_up_queue_;
  while (!queue.empty()) {
    PgOperation& operation = *queue.front();
    queue.pop_front();
    if (!Send(operation)) return Break(PgConnectionError(connection_.get()));
  }
  const int left = PQflush(connection_.get());
  if (left < 0) return Break(PgConnectionError(connection_.get()));
  if (!socket_.Rewatch(left == 0 ? EPOLLIN : EPOLLIN | EPOLLOUT)) Break(NoRoom());
}

// As one implicit transaction, which the synchronisation commits.
bool PgConnection::Send(PgOperation& operation) {
  const PgStatement& statement = operation.statement_;
  const std::string& name = statement.name;
  const bool prepares = !name.empty() && prepared_.insert(name).second;
  if (sent_.empty()) heard_ = loop_.SteadyNow();
  sent_.push_back({.operation = &operation, .prepares = prepares ? name : std::string()});
  if (statement.numbered) {
    sent_.back().number = absl::StrCat(mark_, "-", ++last_number_);
    operation.values_.emplace_back(sent_.back().number);
  }
  PGconn* connection = connection_.get();
  const Parameters with(operation.values_);
  if (name.empty()) {
    return PQsendQueryParams(connection, SqlOf(statement, operation.values_).c_str(), with.count(),
                             nullptr, with.values.data(), with.lengths.data(), with.formats.data(),
                             1) != 0 &&
           PQpipelineSync(connection) != 0;
  }
  return (!prepares ||
          PQsendPrepare(connection, name.c_str(), SqlOf(statement, operation.values_).c_str(), 0,
                        nullptr) != 0) &&
         PQsendQueryPrepared(connection, name.c_str(), with.count(), with.values.data(),
                             with.lengths.data(), with.formats.data(), 1) != 0 &&
         PQpipelineSync(connection) != 0;
}

void PgConnection::OnReady() {
  bool alive = false;
  do {
    alive = PQconsumeInput(connection_.get()) != 0;
  } while (alive && HasBytesInTls(connection_.get()));
  // What came before the end counts.
  Receive();
  if (connection_ != nullptr && !alive) Break(PgConnectionError(connection_.get()));
  if (connection_ != nullptr && !flush_timer_.is_set()) Flush();
  ResumeFinished();
}

void PgConnection::Receive() {
  bool ended = false;  // with nothing, as the results of one statement do; the next one's follow
  while (!sent_.empty() && PQisBusy(connection_.get()) == 0) {
    const PgResult result(PQgetResult(connection_.get()));
    if (result == nullptr && std::exchange(ended, true)) {
      return Break(AnswersOfOthers());
    }
    if (result == nullptr) continue;
    ended = false;
    if (Take(*result)) continue;
    const std::string why = PgField(*result, PG_DIAG_MESSAGE_PRIMARY);
    if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) return Break(AnswersOfOthers());
    return Break(absl::UnavailableError(why.empty() ? PQresultErrorMessage(result.get()) : why));
  }
}

bool PgConnection::Take(const PGresult& result) {
  Sent& sent = sent_.front();
  switch (PQresultStatus(&result)) {
    case PGRES_PIPELINE_SYNC:
      return EndFirst();
    case PGRES_TUPLES_OK:
      sent.answer.rows = ToPgRows(result);
      return true;
    case PGRES_COMMAND_OK:
      sent.prepares.clear();  // done
      return true;
    case PGRES_PIPELINE_ABORTED:  // an error went before
      return true;
    default:
      break;
  }
  if (IsPgFatal(result)) return false;
  std::string sqlstate = PgField(result, PG_DIAG_SQLSTATE);
  if (!sent.prepares.empty()) prepared_.erase(sent.prepares);
  // Also where it was prepared once: a pooler may have given us another session.
  if (sqlstate == kNotPrepared && sent.operation != nullptr) {
    prepared_.erase(sent.operation->statement_.name);
  }
  sent.answer = {.end = End::kRefused,
                 .sqlstate = std::move(sqlstate),
                 .why = PgField(result, PG_DIAG_MESSAGE_PRIMARY)};
  return true;
}

bool PgConnection::EndFirst() {
  heard_ = loop_.SteadyNow();
  if (state_ == State::kReady) pause_ = options_.pause_min;
  Sent& first = sent_.front();
  const bool is_numbered = first.answer.end != End::kRefused && !first.number.empty();
  if (is_numbered && !TakeNumber(first.number, first.answer.rows)) return false;
  if (first.answer.end != End::kRefused) first.answer.end = first.warned ? End::kLost : End::kDone;
  if (first.operation != nullptr) Finish(*first.operation, std::move(first.answer));
  sent_.pop_front();
  return true;
}

// A commit's warning stands between the answer to its statement and its synchronisation, so that it
// is the first one's. What sets up is done again on each connection: there it does not matter.
void PgConnection::TakeWarning(const PGresult& notice) {
  if (state_ != State::kReady || sent_.empty()) return;
  sent_.front().warned = true;
  sent_.front().answer.why = PgField(notice, PG_DIAG_MESSAGE_PRIMARY);
}

}  // namespace imageco::bridge::ledger
