// Uses every header of the installed library, and prints what the consumer of a reply sees.
#include <imageco/complaint/admin.h>
#include <imageco/complaint/cancellation.h>
#include <imageco/complaint/client.h>
#include <imageco/complaint/error.h>
#include <imageco/complaint/reply.h>
#include <imageco/complaint/result.h>
#include <imageco/complaint/target.h>
#include <imageco/complaint/testing/fake_service.h>
#include <imageco/complaint/transaction_id.h>
#include <imageco/complaint/transport.h>

#include <chrono>
#include <iostream>
#include <string>

using namespace imageco::complaint;

namespace {

bool Expect(bool holds, const std::string& what) {
  if (!holds) std::cerr << "not so: " << what << '\n';
  return holds;
}

}  // namespace

int main() {
  testing::FakeService bridge;
  const Client client = bridge.Connect();
  ReplyRequest request;
  request.isspid = "39493002";
  request.transaction_id = MakeTransactionId();
  request.seller_account = "66660000000000001";
  request.complaint_id = "200201820200101080076610000";
  request.response_content = "已与用户沟通解决";
  bridge.LoseNextAnswer();
  CancelSource source;
  CallOptions options;
  options.timeout = std::chrono::seconds(30);
  options.cancel = source.token();
  const Result<ReplyResponse> reply = client.ReplyUntilSettled(request, options);
  if (!reply.ok()) {
    std::cerr << reply.error().ToString() << '\n';
    return 1;
  }
  const Result<ListRepliesResponse> page = AdminClient(client).ListReplies({});
  const bool holds =
      Expect(reply->replayed, "the answer was lost once") &&
      Expect(bridge.delivered().size() == 1, "the consumer saw it once") &&
      Expect(client.GetReply("39493002", request.transaction_id)->state == ReplyState::kDelivered,
             "it is on record") &&
      Expect(!page.ok() && page.error().code == Code::kUnimplemented, "the fake has no operator") &&
      Expect(IsLoopback(bridge.address()), "the fake is on this machine");
  if (holds) std::cout << bridge.delivered()[0].response_content << '\n';
  return holds ? 0 : 1;
}
