#include "imageco/complaint/client.h"

#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "clients/cpp/src/asking_again.h"
#include "clients/cpp/src/connection.h"
#include "clients/cpp/src/conversion.h"
#include "clients/cpp/src/local_error.h"
#include "clients/cpp/src/utf8.h"
#include "imageco/complaint/transaction_id.h"

namespace imageco::complaint {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds kUntilSettledTimeout = std::chrono::minutes(2);

struct Field {
  std::string name;
  std::string_view text;
};

std::vector<Field> FieldsOf(const ReplyRequest& request) {
  std::vector<Field> fields = {{"isspid", request.isspid},
                               {"transaction_id", request.transaction_id},
                               {"seller_account", request.seller_account},
                               {"complaint_id", request.complaint_id},
                               {"response_content", request.response_content}};
  for (const std::string& image : request.response_images) {
    const std::string index = std::to_string(fields.size() - 5);
    fields.push_back({"response_images[" + index + "]", image});
  }
  if (request.jump_link) {
    fields.push_back({"jump_link.url", request.jump_link->url});
    fields.push_back({"jump_link.text", request.jump_link->text});
  }
  return fields;
}

// Nothing where every text can travel.
std::optional<Error> CheckTexts(const std::vector<Field>& fields, std::string_view transaction_id) {
  Error error = LocalError(Code::kInvalidArgument, "texts must be UTF-8");
  error.transaction_id = transaction_id;
  for (const Field& field : fields) {
    if (!IsUtf8(field.text)) error.violations.push_back({field.name, "utf8: is not UTF-8"});
  }
  if (error.violations.empty()) return std::nullopt;
  return error;
}

// The request as it is sent, with an id that its caller has too.
Result<v1::ReplyRequest> Prepare(ReplyRequest& request) {
  if (request.transaction_id.empty()) request.transaction_id = MakeTransactionId();
  if (auto error = CheckTexts(FieldsOf(request), request.transaction_id)) return *std::move(error);
  return ToProto(request);
}

Result<v1::GetReplyRequest> PrepareGetReply(std::string_view isspid,
                                            std::string_view transaction_id) {
  if (auto error =
          CheckTexts({{"isspid", isspid}, {"transaction_id", transaction_id}}, transaction_id)) {
    return *std::move(error);
  }
  v1::GetReplyRequest request;
  request.set_isspid(std::string(isspid));
  request.set_transaction_id(std::string(transaction_id));
  return request;
}

CallBounds BoundsOf(const CallOptions& options, const ClientOptions& client) {
  return {options.timeout.value_or(client.timeout), options.cancel,
          client.retries ? kRetries : kOnce};
}

CallBounds BoundsUntilSettled(const CallOptions& options) {
  return {options.timeout.value_or(kUntilSettledTimeout), options.cancel, kUntilSettled};
}

Result<ReplyResponse> Reply(Connection& connection, ReplyRequest& request,
                            const CallBounds& bounds) {
  const Result<v1::ReplyRequest> message = Prepare(request);
  if (!message.ok()) return message.error();
  const Result<v1::ReplyResponse> answer = connection.Reply(*message, bounds);
  if (!answer.ok()) return answer.error();
  return FromProto(*answer);
}

// A request with a text that cannot travel ends as all others do: on the connection's thread.
void ReplyAsync(Connection& connection, ReplyRequest& request, ReplyDone done,
                const CallBounds& bounds) {
  Result<v1::ReplyRequest> message = Prepare(request);
  if (!message.ok()) {
    return connection.Later([done = std::move(done), error = message.error()] { done(error); });
  }
  connection.ReplyAsync(*std::move(message), bounds,
                        [done = std::move(done)](Result<v1::ReplyResponse> answer) {
                          if (!answer.ok()) return done(std::move(answer).error());
                          done(FromProto(*answer));
                        });
}

// A callback, and the future of what it hears.
std::pair<ReplyDone, std::future<Result<ReplyResponse>>> MakeFuture() {
  const auto promise = std::make_shared<std::promise<Result<ReplyResponse>>>();
  return {[promise](Result<ReplyResponse> result) { promise->set_value(std::move(result)); },
          promise->get_future()};
}

}  // namespace

Result<Client> Client::Connect(const std::string& target, const Transport& transport,
                               const ClientOptions& options) {
  Result<std::shared_ptr<Connection>> connection = Connection::Make(target, transport, options);
  if (!connection.ok()) return std::move(connection).error();
  return Client(*std::move(connection));
}

Client::Client(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

std::optional<Error> Client::CheckConnection(const CallOptions& options) const {
  return connection_->Check(BoundsOf(options, connection_->options()));
}

Result<ReplyResponse> Client::Reply(ReplyRequest& request, const CallOptions& options) const {
  return complaint::Reply(*connection_, request, BoundsOf(options, connection_->options()));
}

Result<ReplyResponse> Client::Reply(ReplyRequest&& request, const CallOptions& options) const {
  return Reply(request, options);
}

Result<ReplyResponse> Client::ReplyUntilSettled(ReplyRequest& request,
                                                const CallOptions& options) const {
  return complaint::Reply(*connection_, request, BoundsUntilSettled(options));
}

Result<ReplyResponse> Client::ReplyUntilSettled(ReplyRequest&& request,
                                                const CallOptions& options) const {
  return ReplyUntilSettled(request, options);
}

void Client::ReplyAsync(ReplyRequest& request, ReplyDone done, const CallOptions& options) const {
  complaint::ReplyAsync(*connection_, request, std::move(done),
                        BoundsOf(options, connection_->options()));
}

void Client::ReplyAsync(ReplyRequest&& request, ReplyDone done, const CallOptions& options) const {
  ReplyAsync(request, std::move(done), options);
}

std::future<Result<ReplyResponse>> Client::ReplyAsync(ReplyRequest& request,
                                                      const CallOptions& options) const {
  auto [done, future] = MakeFuture();
  ReplyAsync(request, std::move(done), options);
  return std::move(future);
}

std::future<Result<ReplyResponse>> Client::ReplyAsync(ReplyRequest&& request,
                                                      const CallOptions& options) const {
  return ReplyAsync(request, options);
}

void Client::ReplyUntilSettledAsync(ReplyRequest& request, ReplyDone done,
                                    const CallOptions& options) const {
  complaint::ReplyAsync(*connection_, request, std::move(done), BoundsUntilSettled(options));
}

void Client::ReplyUntilSettledAsync(ReplyRequest&& request, ReplyDone done,
                                    const CallOptions& options) const {
  ReplyUntilSettledAsync(request, std::move(done), options);
}

std::future<Result<ReplyResponse>> Client::ReplyUntilSettledAsync(
    ReplyRequest& request, const CallOptions& options) const {
  auto [done, future] = MakeFuture();
  ReplyUntilSettledAsync(request, std::move(done), options);
  return std::move(future);
}

std::future<Result<ReplyResponse>> Client::ReplyUntilSettledAsync(
    ReplyRequest&& request, const CallOptions& options) const {
  return ReplyUntilSettledAsync(request, options);
}

Result<ReplyRecord> Client::GetReply(std::string_view isspid, std::string_view transaction_id,
                                     const CallOptions& options) const {
  const Result<v1::GetReplyRequest> request = PrepareGetReply(isspid, transaction_id);
  if (!request.ok()) return request.error();
  const Result<v1::GetReplyResponse> answer =
      connection_->GetReply(*request, BoundsOf(options, connection_->options()));
  if (!answer.ok()) return answer.error();
  return FromProto(answer->reply());
}

void Client::GetReplyAsync(std::string_view isspid, std::string_view transaction_id,
                           RecordDone done, const CallOptions& options) const {
  Result<v1::GetReplyRequest> request = PrepareGetReply(isspid, transaction_id);
  if (!request.ok()) {
    return connection_->Later([done = std::move(done), error = request.error()] { done(error); });
  }
  connection_->GetReplyAsync(*std::move(request), BoundsOf(options, connection_->options()),
                             [done = std::move(done)](Result<v1::GetReplyResponse> answer) {
                               if (!answer.ok()) return done(std::move(answer).error());
                               done(FromProto(answer->reply()));
                             });
}

}  // namespace imageco::complaint
