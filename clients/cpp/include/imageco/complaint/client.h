#ifndef IMAGECO_COMPLAINT_CLIENT_H_
#define IMAGECO_COMPLAINT_CLIENT_H_

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "imageco/complaint/cancellation.h"
#include "imageco/complaint/error.h"
#include "imageco/complaint/reply.h"
#include "imageco/complaint/result.h"
#include "imageco/complaint/transport.h"

namespace imageco::complaint {

class Connection;

struct ClientOptions {
  // For a call that names none; not for ReplyUntilSettled.
  std::chrono::nanoseconds timeout = std::chrono::seconds(30);
  // A call that ends in UNAVAILABLE is made again, with the same id, up to four times in all within
  // its timeout.
  bool retries = true;
  // How long a connection may be silent before it is tried with a ping. A server that permits no
  // more than gRPC does by default closes connections with pings more often than every 5 minutes.
  std::chrono::nanoseconds keepalive = std::chrono::seconds(330);
  // Where the bridge knows its callers by tokens.
  Token token{};
};

struct CallOptions {
  // For the call as a whole, connecting and retries included. Absent: the default.
  std::optional<std::chrono::nanoseconds> timeout;
  CancelToken cancel;
};

// Hears once how a call ended.
using ReplyDone = std::function<void(Result<ReplyResponse>)>;
using RecordDone = std::function<void(Result<ReplyRecord>)>;

// Replies to consumers' complaints through a bridge. Calls are made on any number of threads at a
// time; those named Async return at once, the others block. Nothing throws. Copies share one
// connection, which closes with the last of them and opens again by itself where it was lost.
class Client {
 public:
  // `target` is a gRPC target: "dns:///complaint-server:50051" or "HOST:PORT". The connection
  // itself is made later, on the first call. Files of certificates and keys are read again when
  // they change. Errors: what is no address, a file that cannot be read, what holds no PEM or no
  // token, a token for another machine without TLS.
  static Result<Client> Connect(const std::string& target, const Transport& transport = Tls(),
                                const ClientOptions& options = {});

  // Connects, where no connection stands; tries once. Nothing: one stands now. A call need not ask
  // first: it connects itself.
  std::optional<Error> CheckConnection(const CallOptions& options = {}) const;

  // Shows a reply to the consumer. A value only where the gateway's verified answer said that it
  // was taken. An empty transaction_id is filled in before the first attempt, so that asking again
  // with the same `request` is the same reply, which the consumer sees at most once; a request that
  // is const must be copied first.
  Result<ReplyResponse> Reply(ReplyRequest& request, const CallOptions& options = {}) const;

  // The same for a temporary; the id is in the response or the error.
  Result<ReplyResponse> Reply(ReplyRequest&& request, const CallOptions& options = {}) const;

  // Asks again, with the same id, for as long as that can help: where the connection broke or an
  // attempt took 30 s, where the reply is in progress, and where nothing was sent and a retry is
  // invited. Ends with an answer, at once with an error that asking again cannot mend, which
  // kOutcomeUnknown is, or with the last one that says something when the timeout, by default two
  // minutes, leaves no time for another attempt. `sent` of the error speaks of all attempts.
  Result<ReplyResponse> ReplyUntilSettled(ReplyRequest& request,
                                          const CallOptions& options = {}) const;
  Result<ReplyResponse> ReplyUntilSettled(ReplyRequest&& request,
                                          const CallOptions& options = {}) const;

  // The same without blocking: the request is copied, its id filled in, before this returns. `done`
  // is called on one thread of the connection's, which serves all its calls: it does not block, and
  // does not throw. A call ends by its timeout or CallOptions::cancel; it needs no Client for that:
  // whoever ends the process waits for `done` first.
  void ReplyAsync(ReplyRequest& request, ReplyDone done, const CallOptions& options = {}) const;
  void ReplyAsync(ReplyRequest&& request, ReplyDone done, const CallOptions& options = {}) const;
  void ReplyUntilSettledAsync(ReplyRequest& request, ReplyDone done,
                              const CallOptions& options = {}) const;
  void ReplyUntilSettledAsync(ReplyRequest&& request, ReplyDone done,
                              const CallOptions& options = {}) const;

  // The same as a future. It may be dropped: the call goes on.
  std::future<Result<ReplyResponse>> ReplyAsync(ReplyRequest& request,
                                                const CallOptions& options = {}) const;
  std::future<Result<ReplyResponse>> ReplyAsync(ReplyRequest&& request,
                                                const CallOptions& options = {}) const;
  std::future<Result<ReplyResponse>> ReplyUntilSettledAsync(ReplyRequest& request,
                                                            const CallOptions& options = {}) const;
  std::future<Result<ReplyResponse>> ReplyUntilSettledAsync(ReplyRequest&& request,
                                                            const CallOptions& options = {}) const;

  // What the bridge knows of a reply; the gateway is not asked.
  Result<ReplyRecord> GetReply(std::string_view isspid, std::string_view transaction_id,
                               const CallOptions& options = {}) const;

  // The same without blocking, as of ReplyAsync.
  void GetReplyAsync(std::string_view isspid, std::string_view transaction_id, RecordDone done,
                     const CallOptions& options = {}) const;

 private:
  friend class AdminClient;
  explicit Client(std::shared_ptr<Connection> connection);

  std::shared_ptr<Connection> connection_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_COMPLAINT_CLIENT_H_
