// complaint_reply_async ADDRESS: answers a complaint twice, under two ids, and blocks for neither.
#include <imageco/complaint/client.h>

#include <chrono>
#include <future>
#include <iostream>
#include <utility>

namespace complaint = imageco::complaint;

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: complaint_reply_async ADDRESS\n";
    return 2;
  }
  const auto client = complaint::Client::Connect(argv[1], complaint::Plaintext()).value();
  complaint::ReplyRequest request;
  request.isspid = "39493002";
  request.seller_account = "66660000000000001";
  request.complaint_id = "200201820200101080076610000";
  request.response_content = "已与用户沟通解决";

  complaint::CancelSource cancel;
  complaint::CallOptions options;
  options.timeout = std::chrono::seconds(60);
  options.cancel = cancel.token();  // cancel.Cancel() ends the call, from any thread
  std::promise<int> exit_code;
  client.ReplyUntilSettledAsync(
      request,
      [&exit_code](complaint::Result<complaint::ReplyResponse> reply) {
        std::cout << (reply.ok() ? "Delivered as " + reply->transaction_id
                                 : reply.error().ToString())
                  << '\n';
        exit_code.set_value(reply.ok() ? 0 : 1);
      },
      options);

  complaint::ReplyRequest other = request;
  other.transaction_id.clear();
  auto future = client.ReplyAsync(std::move(other));
  const complaint::Result<complaint::ReplyResponse> reply = future.get();
  std::cout << (reply.ok() ? "And as " + reply->transaction_id : reply.error().ToString()) << '\n';
  return exit_code.get_future().get();
}
