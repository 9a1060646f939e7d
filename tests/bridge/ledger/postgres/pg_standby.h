#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_STANDBY_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_STANDBY_H_

#include <optional>
#include <string>

#include "tests/bridge/ledger/postgres/pg_program.h"
#include "tests/test_folder.h"

namespace imageco::bridge::ledger {

// A server that follows PgServer::Get() from a copy of it, and itself waits for nobody. Runs from
// the start; without fsync.
class PgStandby {
 public:
  PgStandby();

  // Where its socket is.
  std::string folder() const { return folder_.path(); }

  // As a crash would.
  void Kill() { program_.reset(); }
  // After that: returns when it lets clients read.
  void Start();

  // Takes the other's place, from here on.
  void Promote();

 private:
  std::string data() const { return folder_.path() / "data"; }

  const TestFolder folder_;
  std::optional<PgProgram> program_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_STANDBY_H_
