#ifndef IMAGECO_TESTS_INTEGRATION_REPLICA_H_
#define IMAGECO_TESTS_INTEGRATION_REPLICA_H_

#include <memory>
#include <string>
#include <vector>

#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"
#include "tests/integration/server_process.h"
#include "tests/server/complaint_server_fixture.h"

namespace imageco::integration {

// One server process and a caller of it.
class Replica {
 public:
  explicit Replica(std::vector<std::string> command, LogReader log_reader = LogReader::kStays);

  ServerProcess& process() { return process_; }
  const ServerProcess& process() const { return process_; }

  // The vendor's sample reply under that id.
  std::unique_ptr<server::PendingReply> StartReply(const std::string& transaction_id,
                                                   const std::string& isspid = server::kIsspid);
  grpc::Status Reply(const std::string& transaction_id);

  // Asks again for as long as the answer is that another replica sends it, which holds until the
  // lease of one that died has run out, or that the ledger cannot be reached.
  grpc::Status ReplyUntilItEnds(const std::string& transaction_id);

  // What is recorded of it: UNSPECIFIED where nothing is.
  complaint::v1::ReplyState StateOf(const std::string& transaction_id);

  // What an operator found out of it.
  grpc::Status Settle(const std::string& transaction_id, complaint::v1::Verdict verdict);

 private:
  ServerProcess process_;
  std::unique_ptr<complaint::v1::ComplaintService::Stub> stub_;
  std::unique_ptr<complaint::v1::ReplyAdminService::Stub> admin_stub_;
};

}  // namespace imageco::integration

#endif  // IMAGECO_TESTS_INTEGRATION_REPLICA_H_
