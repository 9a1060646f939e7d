#include <imageco/complaint/client.h>

#include <iostream>

namespace complaint = imageco::complaint;

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: complaint_reply ADDRESS\n";
    return 2;
  }
  const auto client = complaint::Client::Connect(argv[1], complaint::Plaintext()).value();

  complaint::ReplyRequest request;
  request.isspid = "39493002";
  request.seller_account = "66660000000000001";
  request.complaint_id = "200201820200101080076610000";
  request.response_content = "已与用户沟通解决";

  const auto reply = client.Reply(request);
  if (!reply.ok()) {
    std::cerr << reply.error().ToString() << '\n';  // what failed, what was sent, what to do
    return 1;
  }
  std::cout << "Delivered as " << reply->transaction_id << ": " << reply->result->id << ' '
            << reply->result->comment << '\n';
}
