// Asks until the reply is settled, over mutual TLS.
#include <imageco/complaint/client.h>
#include <imageco/complaint/transaction_id.h>

#include <chrono>
#include <iostream>

namespace complaint = imageco::complaint;
using namespace std::chrono_literals;

namespace {

enum Exit { kDelivered, kMend, kUsage, kRefused, kTryLater, kFindOut };

// What a reply that failed comes to.
Exit Explain(const complaint::Error& error) {
  std::cerr << error.ToString() << '\n';
  switch (error.reason) {
    case complaint::Reason::kInvalidRequest:
      for (const complaint::FieldViolation& violation : error.violations) {
        std::cerr << violation.field << ": " << violation.description << '\n';
      }
      return kMend;
    case complaint::Reason::kGatewayRejected:
      if (error.gateway_result) std::cerr << error.gateway_result->comment << '\n';
      return kRefused;
    default:
      break;
  }
  if (error.sent == complaint::Sent::kNothing) return kTryLater;
  return kFindOut;  // perhaps the consumer sees it: ask again with error.transaction_id, or look
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: complaint_until_settled ADDRESS CA CERTIFICATE KEY COMPLAINT_ID\n";
    return kUsage;
  }
  complaint::Tls tls;
  tls.ca = complaint::Pem::File(argv[2]);
  tls.certificate = complaint::Pem::File(argv[3]);
  tls.private_key = complaint::Pem::File(argv[4]);
  const auto client = complaint::Client::Connect(argv[1], tls);
  if (!client.ok()) return Explain(client.error());

  complaint::ReplyRequest request;
  request.isspid = "39493002";
  // Store it with the reply before the first attempt.
  request.transaction_id = complaint::MakeTransactionId();
  request.seller_account = "66660000000000001";
  request.complaint_id = argv[5];
  request.response_content = "已与用户沟通解决";

  complaint::CallOptions options;
  options.timeout = 60s;
  const auto reply = client->ReplyUntilSettled(request, options);
  if (!reply.ok()) return Explain(reply.error());
  std::cout << "Delivered as " << reply->transaction_id << (reply->replayed ? ", before" : "")
            << '\n';
  return kDelivered;
}
