#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNECTION_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNECTION_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/base/blocking_call.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/base/task.h"
#include "bridge/base/timer.h"
#include "bridge/ledger/postgres/pg_conninfo.h"
#include "bridge/ledger/postgres/pg_operation.h"
#include "bridge/ledger/postgres/pg_socket.h"

namespace imageco::bridge::ledger {

struct PgConnectionOptions {
  absl::Duration connect_timeout = absl::Seconds(5);
  absl::Duration pause_min = absl::Milliseconds(50);  // between attempts to connect; doubles
  absl::Duration pause_max = absl::Seconds(1);
  // Where an operation has no answer in time and the last answer to any is that long ago, the
  // connection breaks.
  absl::Duration silence_max = absl::Seconds(2);
  // From such a break to the next attempt, at least: each may leave a session behind in the
  // database, which hangs in a commit.
  absl::Duration pause_after_silence = absl::Seconds(5);
  size_t operations_max = 10'000;  // that wait, or are under way
};

// One connection to the database, in pipeline mode: operations go out without waiting for the
// answers to those before. Connects by itself, and again when it breaks; meanwhile operations wait
// until their deadlines. On the loop's thread. Outlives its operations, or they end as not sent or
// lost when it goes.
class PgConnection {
 public:
  // Makes a new connection ready, by operations that set up. An error breaks it.
  using SetUp = std::function<base::Task<absl::Status>(PgConnection&)>;
  // Hears how each attempt to connect and set up ended.
  using AttemptListener = std::function<void(const absl::Status&)>;
  // As PgConninfo::Connect. On a thread, which may outlive the connection: owns what it uses.
  using Connector =
      std::function<absl::StatusOr<PgHandle>(absl::Duration, const std::atomic<bool>&)>;

  PgConnection(base::EpollLoop& loop, Connector connector, PgConnectionOptions options,
               SetUp set_up, AttemptListener listener);
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;
  ~PgConnection() { Close(); }

  // Begins to connect.
  void Connect();

  // Ends every operation, and takes no more. Whoever waits for one goes on before this returns.
  void Close();

  // Breaks the connection, as a failure would, and connects anew.
  void Reconnect(const std::string& why);

  // What the numbers of its operations begin with: nobody else's do.
  void SetMark(std::string mark) { mark_ = std::move(mark); }

  // Operations are sent at once.
  bool ready() const { return state_ == State::kReady; }
  // Operations that wait or are under way.
  size_t operations() const { return queue_.size() + sent_.size(); }

  base::Loop& loop() { return loop_; }

 private:
  friend class PgOperation;

  enum class State { kIdle, kConnecting, kSettingUp, kReady, kClosed };
  // An operation whose answer is to come, in order; without one nobody wants it.
  struct Sent {
    PgOperation* operation;
    std::string prepares;  // the statement that is being prepared with it
    std::string number{};  // that the answer repeats; empty: none
    bool warned = false;
    PgAnswer answer{};
  };

  void StartAttempt();
  void EndAttempt(absl::StatusOr<PgHandle> connection);
  void BeginSetUp();
  void EndSetUp(const absl::Status& status);
  void Break(const absl::Status& why, absl::Duration pause_min = absl::ZeroDuration());
  void Disconnect();

  bool Add(PgOperation& operation);
  void Forget(PgOperation& operation);
  // False: none is to come.
  bool IgnoreAnswer(const PgOperation& operation);
  void Expire(PgOperation& operation);
  void Finish(PgOperation& operation, PgAnswer answer);
  void ResumeFinished();

  void FlushLater();
  void Flush();
  bool Send(PgOperation& operation);
  void OnReady();
  void Receive();
  // False: the connection is broken.
  bool Take(const PGresult& result);
  // False: the answer is not its own.
  bool EndFirst();
  void TakeWarning(const PGresult& notice);

  base::EpollLoop& loop_;
  const Connector connector_;
  const PgConnectionOptions options_;
  const SetUp set_up_;
  const AttemptListener listener_;

  State state_ = State::kIdle;
  PgHandle connection_;
  PgSocket socket_;  // of connection_
  absl::flat_hash_set<std::string> prepared_;
  std::string mark_;
  uint64_t last_number_ = 0;
  std::string last_error_ = "is not connected yet";
  absl::Duration pause_;
  base::SteadyTime heard_;  // the last answer, or when the first operation since was sent
  // An attempt to connect. Where its time is up it may still wait for the look-up of a name; it is
  // the next one too.
  std::unique_ptr<base::BlockingCall> attempt_;
  base::Timer connect_timer_;  // the next attempt, or the end of this one
  base::Timer flush_timer_;

  std::deque<PgOperation*> set_up_queue_;
  std::deque<PgOperation*> queue_;
  std::deque<Sent> sent_;
  std::deque<PgOperation*> finished_;  // to go on when nothing here is under way
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_CONNECTION_H_
