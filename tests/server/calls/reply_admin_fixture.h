#ifndef IMAGECO_TESTS_SERVER_CALLS_REPLY_ADMIN_FIXTURE_H_
#define IMAGECO_TESTS_SERVER_CALLS_REPLY_ADMIN_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"
#include "tests/server/complaint_server_fixture.h"

namespace imageco::server {

// What one call of ReplyAdminService gave.
template <typename Response>
struct AdminAnswer {
  grpc::Status status;
  Response response;
};

using Listed = AdminAnswer<complaint::v1::ListRepliesResponse>;
using Settled = AdminAnswer<complaint::v1::SettleReplyResponse>;

// A settlement of kIsspid that breaks no rule.
complaint::v1::SettleReplyRequest SettlementOf(const std::string& transaction_id,
                                               complaint::v1::Verdict verdict);

// The transaction_ids that are listed.
std::vector<std::string> IdsOf(const Listed& listed);

// A server and an operator.
class ReplyAdminFixture : public ComplaintServerFixture {
 protected:
  // As an operator, in plaintext or as it is given.
  Listed List(const complaint::v1::ListRepliesRequest& request,
              const std::shared_ptr<grpc::ChannelCredentials>& credentials =
                  grpc::InsecureChannelCredentials());
  Settled Settle(const complaint::v1::SettleReplyRequest& request,
                 const std::shared_ptr<grpc::ChannelCredentials>& credentials =
                     grpc::InsecureChannelCredentials());

  // The gateway reads the next message, shows it to the consumer or not, and closes without an
  // answer.
  void LoseNextAnswer(bool apply);

 private:
  std::unique_ptr<complaint::v1::ReplyAdminService::Stub> ConnectAdmin(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials);
};

}  // namespace imageco::server

#endif  // IMAGECO_TESTS_SERVER_CALLS_REPLY_ADMIN_FIXTURE_H_
