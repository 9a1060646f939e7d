#ifndef IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_OPERATION_H_
#define IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_OPERATION_H_

#include <coroutine>
#include <string>
#include <utility>
#include <vector>

#include "bridge/base/loop.h"
#include "bridge/base/timer.h"
#include "bridge/ledger/postgres/pg_value.h"

namespace imageco::bridge::ledger {

class PgConnection;

// A statement. With a name it is prepared on each connection at its first use there; the name
// stands for the same text always.
struct PgStatement {
  std::string name;
  std::string sql;  // whose result has columns, where it is numbered
  // Each of its answers repeats a number that its operation alone has: what stands in between may
  // give an answer to somebody else. Its connection has been given a mark.
  bool numbered = false;
};

// How an operation ended.
struct PgAnswer {
  enum class End {
    kDone,     // committed
    kRefused,  // the database's answer is an error: nothing came of it
    kNotSent,  // nothing came of it
    kLost,     // no answer, or one with a warning: it may have happened, happen yet, or be undone
  };
  End end = End::kNotSent;
  PgRows rows{};           // of kDone
  std::string sqlstate{};  // of kRefused
  std::string why{};       // unless it is done: for logs
};

// One statement and its answer, a transaction of its own: co_await it, once. On the loop's thread.
class PgOperation {
 public:
  // `statement` and `connection` must outlive the operation. What has no answer by `deadline` was
  // not sent, or is lost.
  PgOperation(PgConnection& connection, const PgStatement& statement, std::vector<PgValue> values,
              base::SteadyTime deadline, bool sets_up = false);
  PgOperation(const PgOperation&) = delete;
  PgOperation& operator=(const PgOperation&) = delete;
  // What was not sent yet is not sent; what was runs on, and nobody hears how it ends.
  ~PgOperation();

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiting);
  PgAnswer await_resume() { return std::move(answer_); }

 private:
  friend class PgConnection;

  PgConnection& connection_;
  const PgStatement& statement_;
  std::vector<PgValue> values_;
  const base::SteadyTime deadline_;
  const bool sets_up_;
  PgAnswer answer_;
  bool waits_ = false;
  base::Timer timer_;
  std::coroutine_handle<> waiting_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_BRIDGE_LEDGER_POSTGRES_PG_OPERATION_H_
