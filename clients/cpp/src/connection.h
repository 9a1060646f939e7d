#ifndef IMAGECO_CLIENTS_CPP_SRC_CONNECTION_H_
#define IMAGECO_CLIENTS_CPP_SRC_CONNECTION_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "clients/cpp/src/event_thread.h"
#include "clients/cpp/src/line.h"
#include "clients/cpp/src/one_call.h"
#include "imageco/complaint/client.h"
#include "imageco/complaint/error.h"
#include "imageco/complaint/result.h"
#include "imageco/complaint/v1/complaint_service.pb.h"
#include "imageco/complaint/v1/identity_service.pb.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::complaint {

// A way to a bridge, and the calls on it, in messages. Thread-safe.
//
// A reply is handed to gRPC only where a connection stands. Where none does, it asks gRPC why by a
// GetReply of nothing, and that nothing was sent is sure: there was no Reply. That a call failed
// before it had a connection could not be told from its status, which others may have written.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  template <typename Response>
  using Done = std::function<void(Result<Response>)>;

  // Errors are those of Client::Connect.
  static Result<std::shared_ptr<Connection>> Make(const std::string& target,
                                                  const Transport& transport,
                                                  const ClientOptions& options);

  Connection(std::unique_ptr<LineMaker> lines, const ClientOptions& options);

  const ClientOptions& options() const { return options_; }

  // Client::CheckConnection. It tries once.
  std::optional<Error> Check(const CallBounds& bounds);

  // A line with a certificate and a key as they are now.
  std::shared_ptr<Line> Now() { return lines_->Now(); }

  // The errors carry the request's transaction_id. All but Reply's, and those of a reply that is
  // only validated, say that nothing was sent.
  Result<v1::ReplyResponse> Reply(const v1::ReplyRequest& request, const CallBounds& bounds);
  Result<v1::GetReplyResponse> GetReply(const v1::GetReplyRequest& request,
                                        const CallBounds& bounds);
  // Likewise, without waiting: `done` is called once, on a thread of the connection's.
  void ReplyAsync(v1::ReplyRequest request, const CallBounds& bounds, Done<v1::ReplyResponse> done);
  void GetReplyAsync(v1::GetReplyRequest request, const CallBounds& bounds,
                     Done<v1::GetReplyResponse> done);
  // Runs `event` on that thread.
  void Later(std::function<void()> event);
  Result<v1::ListRepliesResponse> ListReplies(const v1::ListRepliesRequest& request,
                                              const CallBounds& bounds);
  Result<v1::SettleReplyResponse> SettleReply(const v1::SettleReplyRequest& request,
                                              const CallBounds& bounds);
  Result<v1::WhoAmIResponse> WhoAmI(const v1::WhoAmIRequest& request, const CallBounds& bounds);

 private:
  // The thread of the asynchronous calls, which begins with the first of them.
  EventThread& events();

  const ClientOptions options_;
  const std::unique_ptr<LineMaker> lines_;
  std::mutex mutex_;
  std::unique_ptr<EventThread> events_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_CONNECTION_H_
