#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_BOUNCER_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_BOUNCER_H_

#include <string>

#include "tests/bridge/ledger/postgres/pg_program.h"
#include "tests/test_folder.h"

namespace imageco::bridge::ledger {

// pgbouncer in front of the server, with its defaults but for the mode and for the pause after
// which it looks again for a server that was away, a second.
class PgBouncer {
 public:
  // `mode`: "session", "transaction" or "statement".
  explicit PgBouncer(const std::string& mode);

  // Pools so from here on, those that are connected too.
  void SetMode(const std::string& mode);

  // As the server's, through the pooler.
  std::string Conninfo(const std::string& database) const;

 private:
  const TestFolder folder_;
  PgProgram program_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_BOUNCER_H_
