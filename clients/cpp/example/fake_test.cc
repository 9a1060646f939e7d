// A test of code that replies, without a bridge.
#include <imageco/complaint/testing/fake_service.h>

#undef NDEBUG
#include <cassert>

namespace complaint = imageco::complaint;

int main() {
  complaint::testing::FakeService bridge;
  const complaint::Client client = bridge.Connect();  // or let the code connect to bridge.address()

  complaint::ReplyRequest request;
  request.isspid = "39493002";
  request.seller_account = "66660000000000001";
  request.complaint_id = "200201820200101080076610000";
  request.response_content = "已与用户沟通解决";

  bridge.LoseNextAnswer();
  const auto reply = client.ReplyUntilSettled(request);
  assert(reply.ok() && reply->replayed);
  assert(bridge.received().size() == 2);   // it was asked for twice, under one id,
  assert(bridge.delivered().size() == 1);  // and the consumer saw it once

  complaint::Error rejected;
  rejected.reason = complaint::Reason::kGatewayRejected;
  rejected.gateway_result = complaint::GatewayResult{"1001", "投诉单已完结"};
  bridge.FailNext(rejected);
  request.transaction_id.clear();  // another reply
  const auto refused = client.Reply(request);
  assert(!refused.ok() && refused.error().sent == complaint::Sent::kRefused);
}
