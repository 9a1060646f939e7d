#ifndef IMAGECO_COMPLAINT_TESTING_FAKE_SERVICE_H_
#define IMAGECO_COMPLAINT_TESTING_FAKE_SERVICE_H_

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "imageco/complaint/client.h"

namespace imageco::complaint::testing {

// A bridge for tests, in this process, on a free port of 127.0.0.1: gRPC's in-process channel would
// know neither retries nor connections that break. It answers as the bridge does: one id is one
// reply. It takes every isspid and asks no gateway: what it takes, the consumer sees.
//
// Faults befall the next calls of Reply and GetReply, one each, in the order in which they were
// setXX. Safe on any thread.
class FakeService {
 public:
  FakeService();
  ~FakeService();
  FakeService(const FakeService&) = delete;
  FakeService& operator=(const FakeService&) = delete;

  // "127.0.0.1:PORT", for code that connects itself; in plaintext.
  const std::string& address() const;

  Client Connect(const ClientOptions& options = {}) const;

  // The next `calls` calls end in this error. Its code may be left to the reason. A reply that ends
  // in kGatewayRejected or kOutcomeUnknown is on record as such, and asking again says the same.
  void FailNext(Reason reason, int calls = 1);
  void FailNext(const Error& error, int calls = 1);

  // The connection breaks before the reply is taken, or after: UNAVAILABLE, and no word of the
  // bridge.
  void LoseNextRequest(int calls = 1);
  void LoseNextAnswer(int calls = 1);

  // The call takes that much longer. One that its caller gave up meanwhile takes no reply.
  void DelayNext(std::chrono::milliseconds delay, int calls = 1);

  // Whether health says SERVING. Where it does not, clients find no bridge.
  void SetServing(bool serving);

  // As an operator settles it, where its outcome is unknown.
  void Settle(std::string_view isspid, std::string_view transaction_id, Verdict verdict);

  // What the consumer saw, and every call of Reply that came, in order.
  std::vector<ReplyRequest> delivered() const;
  std::vector<ReplyRequest> received() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace imageco::complaint::testing

#endif  // IMAGECO_COMPLAINT_TESTING_FAKE_SERVICE_H_
