#include "tests/integration/replica_fixture.h"

#include <set>

#include "absl/strings/str_cat.h"

namespace imageco::integration {
namespace {

// Reasons by which nothing was sent for the call (error_reason.proto).
bool SaysNothingWasSent(const std::string& reason) {
  static const auto& reasons = *new std::set<std::string>{
      "GATEWAY_UNREACHABLE", "CIRCUIT_OPEN", "LEDGER_UNAVAILABLE", "DRAINING",
      "RATE_LIMITED",        "OVERLOADED",   "DEADLINE_TOO_SHORT", "INVALID_REQUEST"};
  return reasons.contains(reason);
}

}  // namespace

ReplicaFixture::ReplicaFixture(LedgerKind ledger) {
  UseLedger(ledger, folder_.path(), config());
  // What is asked of the gateway here fails often, and none of it is to be held back.
  merchant().mutable_admission()->set_breaker_failures(1'000'000);
}

std::string ReplicaFixture::WriteConfig() {
  return folder_.Write("server.txtpb", config().DebugString());
}

std::unique_ptr<Replica> ReplicaFixture::Launch(LogReader log_reader) {
  return std::make_unique<Replica>(
      std::vector<std::string>{COMPLAINT_SERVER, "--config", WriteConfig()}, log_reader);
}

std::unique_ptr<Replica> ReplicaFixture::LaunchWithResolver(const std::string& resolv_conf) {
  constexpr char kScript[] = R"(mount --bind "$0" /etc/resolv.conf && exec "$@")";
  return std::make_unique<Replica>(std::vector<std::string>{
      "/usr/bin/unshare", "--mount", "/bin/sh", "-c", kScript,
      folder_.Write("resolv.conf", resolv_conf), COMPLAINT_SERVER, "--config", WriteConfig()});
}

std::unique_ptr<Replica> ReplicaFixture::LaunchWithDescriptors(int descriptors) {
  constexpr char kScript[] = R"(ulimit -n "$0" && exec "$@")";
  return std::make_unique<Replica>(
      std::vector<std::string>{"/bin/sh", "-c", kScript, absl::StrCat(descriptors),
                               COMPLAINT_SERVER, "--config", WriteConfig()});
}

std::unique_ptr<Replica> ReplicaFixture::LaunchToDieAt(CrashStep step, int nth) {
  return std::make_unique<Replica>(std::vector<std::string>{
      CRASHING_SERVER, WriteConfig(), std::string(ToText(step)), absl::StrCat(nth)});
}

size_t ReplicaFixture::Applied(const std::string& transaction_id) {
  return gateway().applied(transaction_id).size();
}

void ReplicaFixture::ExpectTrue(const std::string& transaction_id, const grpc::Status& status) {
  const std::string what = absl::StrCat(transaction_id, " answered ", status.error_code(), " ",
                                        server::ReasonOf(status), ": ", status.error_message());
  const size_t applied = Applied(transaction_id);
  EXPECT_LE(applied, 1u) << what;
  EXPECT_TRUE(!status.ok() || applied == 1) << what;
  EXPECT_TRUE(!SaysNothingWasSent(server::ReasonOf(status)) || applied == 0) << what;
}

void ReplicaFixture::ExpectNoDuplicates() { EXPECT_EQ(gateway().counts().duplicates, 0u); }

}  // namespace imageco::integration
