#ifndef IMAGECO_TESTS_INTEGRATION_REPLICA_FIXTURE_H_
#define IMAGECO_TESTS_INTEGRATION_REPLICA_FIXTURE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "tests/integration/crashing_ledger.h"
#include "tests/integration/ledger_kind.h"
#include "tests/integration/replica.h"
#include "tests/server/complaint_server_fixture.h"

namespace imageco::integration {

// Server processes on one ledger, and the sandbox in this process as their gateway and judge. What
// ends a process leaves the ledger as it is.
class ReplicaFixture : public server::ComplaintServerFixture {
 protected:
  explicit ReplicaFixture(LedgerKind ledger = LedgerKind::kSqlite);

  // A complaint-server on what the test made of config().
  std::unique_ptr<Replica> Launch(LogReader log_reader = LogReader::kStays);

  // The same, to which `resolv_conf` is what /etc/resolv.conf says. Needs root.
  std::unique_ptr<Replica> LaunchWithResolver(const std::string& resolv_conf);

  // The same, which the system gives so many descriptors.
  std::unique_ptr<Replica> LaunchWithDescriptors(int descriptors);

  // The same, which dies when it reaches `step` for the nth time.
  std::unique_ptr<Replica> LaunchToDieAt(CrashStep step, int nth = 1);

  // How often the consumer was shown it.
  size_t Applied(const std::string& transaction_id);

  // Of a caller's first answer: it is true, and nothing was applied twice. OK says that it was
  // applied, and a reason that says nothing was sent, that it was not.
  void ExpectTrue(const std::string& transaction_id, const grpc::Status& status);

  // Nobody was shown anything twice, whatever it was.
  void ExpectNoDuplicates();

 private:
  std::string WriteConfig();
};

}  // namespace imageco::integration

#endif  // IMAGECO_TESTS_INTEGRATION_REPLICA_FIXTURE_H_
