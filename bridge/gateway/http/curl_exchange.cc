#include "bridge/gateway/http/curl_exchange.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bridge/gateway/http/content_coding.h"
#include "bridge/gateway/http/retry_after.h"
#include "bridge/gateway/http/tls_session.h"

namespace imageco::bridge::gateway {
namespace {

constexpr char kTooLong[] = "the answer is longer than gateway.answer_bytes_max";

std::string DescribeUnfit(const Connection& connection, Connection::State state) {
  const std::string alert = connection.tls() != nullptr ? connection.tls()->Alert() : "";
  if (!alert.empty()) return absl::StrCat("the gateway refused the TLS connection: ", alert);
  return state == Connection::State::kSpoke
             ? "the gateway spoke before it was asked"
             : "the gateway ended the connection before anything was sent";
}

}  // namespace

CurlExchange::CurlExchange(const CurlSettings& settings, CurlPool::Seat seat,
                           const base::Loop& clock)
    : settings_(settings),
      seat_(std::move(seat)),
      sockets_(multi().sockets()),
      clock_(clock),
      easy_(curl_easy_init()) {
  Apply(settings, easy());
  AttachTls(easy());
  sockets_.Attach(easy());
  SetOption(easy(), CURLOPT_ERRORBUFFER, error_.data());
  SetOption(easy(), CURLOPT_OPENSOCKETFUNCTION, &CurlExchange::OnOpenSocket);
  SetOption(easy(), CURLOPT_OPENSOCKETDATA, this);
  SetOption(easy(), CURLOPT_PREREQFUNCTION, &CurlExchange::OnPrerequest);
  SetOption(easy(), CURLOPT_PREREQDATA, this);
  SetOption(easy(), CURLOPT_HEADERFUNCTION, &CurlExchange::OnHeader);
  SetOption(easy(), CURLOPT_HEADERDATA, this);
  SetOption(easy(), CURLOPT_WRITEFUNCTION, &CurlExchange::OnBody);
  SetOption(easy(), CURLOPT_WRITEDATA, this);
}

void CurlExchange::SetHeaders(const std::string& traceparent) {
  if (traceparent.empty() && headers_ == nullptr) return;
  CurlList headers;
  if (!traceparent.empty()) {
    headers.reset(curl_slist_append(nullptr, absl::StrCat("traceparent: ", traceparent).c_str()));
    for (const curl_slist* header = settings_.headers.get(); header != nullptr;
         header = header->next) {
      curl_slist_append(headers.get(), header->data);
    }
  }
  SetOption(easy(), CURLOPT_HTTPHEADER,
            headers != nullptr ? headers.get() : settings_.headers.get());
  headers_ = std::move(headers);
}

void CurlExchange::Prepare(const Outgoing& message, bool keep_connection, uint64_t generation) {
  const std::string& body = message.body;
  run_ = {};
  generation_ = generation;
  send_by_ = message.send_by;
  body_bytes_ = static_cast<curl_off_t>(body.size());
  SetHeaders(message.traceparent);
  wants_head_ = message.wants_head;
  wants_new_connection_ = false;
  give_up_ =
      std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(settings_.exchange_timeout);
  failed_ips_.clear();
  error_before_.clear();
  error_[0] = '\0';
  SetOption(easy(), CURLOPT_POSTFIELDS, body.data());
  SetOption(easy(), CURLOPT_POSTFIELDSIZE_LARGE, body_bytes_);
  SetOption(easy(), CURLOPT_FORBID_REUSE, keep_connection ? 0L : 1L);
  SetOption(easy(), CURLOPT_FRESH_CONNECT, 0L);
}

absl::Duration CurlExchange::TimeLeft() const {
  return absl::FromChrono(give_up_ - std::chrono::steady_clock::now());
}

bool CurlExchange::SentNothing() const {
  return !run_.may_have_sent || run_.connection->sent_nothing();
}

bool CurlExchange::PrepareAnother(CURLcode code) {
  if (!SentNothing() || run_.is_too_late) return false;
  if (TimeLeft() <= absl::ZeroDuration()) return false;
  if (wants_new_connection_ || !run_.on_kept_connection) {
    const auto* ip = GetInfo<const char*>(easy(), CURLINFO_PRIMARY_IP);
    const bool was_connected = !run_.opened.empty() && ip != nullptr && *ip != '\0';
    if (!was_connected) return false;
    failed_ips_.emplace_back(ip);
  }
  error_before_ = DescribeError(code);
  run_ = {};
  error_[0] = '\0';
  wants_new_connection_ = true;
  SetOption(easy(), CURLOPT_FRESH_CONNECT, 1L);
  return true;
}

// TLS included; nothing on a connection that was kept, or where none came to be.
std::optional<absl::Duration> CurlExchange::ConnectTime() const {
  if (run_.on_kept_connection) return std::nullopt;
  const auto tls = GetInfo<curl_off_t>(easy_.get(), CURLINFO_APPCONNECT_TIME_T);
  const auto time = tls > 0 ? tls : GetInfo<curl_off_t>(easy_.get(), CURLINFO_CONNECT_TIME_T);
  if (time <= 0) return std::nullopt;
  return absl::Microseconds(time);
}

TransportResult CurlExchange::TakeResult(CURLcode code) {
  TransportResult result;
  result.connect = ConnectTime();
  result.head = std::move(run_.head_lines);
  if (SentNothing()) {
    result.sent = Sent::kNothing;
    result.error = DescribeError(code);
  } else if (IsWhole(code)) {
    TakeAnswer(result);
  } else {
    result.sent = Sent::kPerhaps;
    result.error = code != CURLE_OK || !run_.fault.empty()
                       ? DescribeError(code)
                       : "the answer ended with its connection and may not be whole";
  }
  return result;
}

// Where the end of the connection ends the body, libcurl says that it came in good order, save with
// TLS, whose farewell it can do without.
bool CurlExchange::IsWhole(CURLcode code) {
  if (!run_.fault.empty() || !run_.body) return false;
  const TlsSession* tls = run_.connection->tls();
  if (code == CURLE_OK && (tls == nullptr || tls->WasClosed())) run_.body->End();
  return run_.body->state() == AnswerBody::State::kWhole;
}

void CurlExchange::TakeAnswer(TransportResult& result) {
  absl::StatusOr<std::string> body =
      UndoCodings(run_.head.codings(), run_.body->Take(), settings_.answer_bytes_max);
  if (!body.ok()) {
    result.sent = Sent::kPerhaps;
    result.error = std::string(body.status().message());
    return;
  }
  result.sent = Sent::kAnswered;
  result.http_status = run_.head.status();
  result.body = *std::move(body);
  result.retry_after = ParseRetryAfter(run_.head.retry_after(), clock_.Now());
}

std::string CurlExchange::DescribeError(CURLcode code) const {
  if (!run_.fault.empty()) return run_.fault;
  if (code == CURLE_ABORTED_BY_CALLBACK) return "the transport was closed";
  // Every address was one that had failed before.
  if (run_.opened.empty() && !error_before_.empty()) return error_before_;
  // What failed behind TCP, as a certificate does, tells more than that a further address refused.
  if (code == CURLE_COULDNT_CONNECT && !failed_ips_.empty()) return error_before_;
  if (error_[0] == '\0') return curl_easy_strerror(code);
  return absl::StrCat(curl_easy_strerror(code), ": ", error_.data());
}

// The run's own new one, or one that was kept.
void CurlExchange::FindConnection(const std::string& name) {
  for (const std::shared_ptr<Connection>& opened : run_.opened) {
    if (opened->name() != name) continue;
    run_.connection = opened;
    opened->set_generation(generation_);
    opened->UseTls(TlsSession::Of(easy()));
    sockets_.Keep(opened, name);
    return;
  }
  run_.connection = sockets_.Find(name);
  run_.on_kept_connection = true;
}

bool CurlExchange::AllowToSend(const std::string& name) {
  if (run_.may_have_sent) {
    run_.fault = "the connection broke after the message may have been sent";
    return false;
  }
  if (clock_.SteadyNow() >= send_by_) {
    run_.is_too_late = true;
    run_.fault = "the claim ran out before the message could be sent";
    return false;
  }
  FindConnection(name);
  const bool is_trusted =
      run_.connection != nullptr && run_.connection->generation() == generation_;
  const Connection::State state = is_trusted ? run_.connection->Look() : Connection::State::kEnded;
  if (state != Connection::State::kQuiet) {
    run_.fault = run_.connection != nullptr ? DescribeUnfit(*run_.connection, state)
                                            : "the connection is not known";
    return false;
  }
  run_.connection->BeginMessage();
  run_.may_have_sent = true;
  return true;
}

bool CurlExchange::TakeHeadLine(std::string_view line) {
  if (wants_head_) run_.head_lines.append(line);
  if (!run_.head.AddLine(line)) {
    run_.fault = "the head of the answer is too long";
    return false;
  }
  return !run_.head.ended() || run_.body || BeginBody();
}

bool CurlExchange::BeginBody() {
  const bool was_uploaded = GetInfo<curl_off_t>(easy(), CURLINFO_SIZE_UPLOAD_T) == body_bytes_;
  if (!was_uploaded || !run_.connection->BeginAnswer()) {
    run_.fault = "the gateway answered before it had the whole message";
    return false;
  }
  run_.body.emplace(run_.head, settings_.answer_bytes_max);
  return Goes(run_.body->state());
}

bool CurlExchange::TakeBody(std::string_view bytes) {
  return run_.body && Goes(run_.body->Add(bytes));
}

// Whether libcurl shall go on.
bool CurlExchange::Goes(AnswerBody::State state) {
  switch (state) {
    case AnswerBody::State::kMore:
      return true;
    case AnswerBody::State::kWhole:
      KeepConnectionIfQuiet();
      return !run_.head.hides_length() || run_.head.body_end() == AnswerHead::BodyEnd::kLastChunk;
    case AnswerBody::State::kTooLong:
      run_.fault = kTooLong;
      return false;
    case AnswerBody::State::kUnclear:
      run_.fault = "the answer does not tell where it ends";
      return false;
  }
  return false;
}

// What is left over would be taken for the answer to the next message. Behind a head without body
// libcurl drops it unseen.
void CurlExchange::KeepConnectionIfQuiet() {
  const bool has_body = run_.head.body_end() != AnswerHead::BodyEnd::kNoBody;
  const bool is_quiet = has_body && !run_.body->has_leftover() &&
                        run_.connection->Look() == Connection::State::kQuiet;
  if (!is_quiet) SetOption(easy(), CURLOPT_FORBID_REUSE, 1L);
}

curl_socket_t CurlExchange::OpenSocket(const curl_sockaddr& address) {
  const std::string ip = IpOf(address.addr);
  if (std::find(failed_ips_.begin(), failed_ips_.end(), ip) != failed_ips_.end()) {
    return CURL_SOCKET_BAD;
  }
  std::shared_ptr<Connection> connection = sockets_.Open(address);
  if (connection == nullptr) return CURL_SOCKET_BAD;
  run_.opened.push_back(connection);
  return connection->fd();
}

int CurlExchange::OnPrerequest(void* self, char* remote_ip, char* local_ip, int remote_port,
                               int local_port) {
  const std::string name = ToName(local_ip, local_port, remote_ip, remote_port);
  const bool allowed = static_cast<CurlExchange*>(self)->AllowToSend(name);
  return allowed ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

size_t CurlExchange::OnHeader(char* line, size_t, size_t bytes, void* self) {
  return static_cast<CurlExchange*>(self)->TakeHeadLine({line, bytes}) ? bytes : 0;
}

size_t CurlExchange::OnBody(char* data, size_t, size_t bytes, void* self) {
  return static_cast<CurlExchange*>(self)->TakeBody({data, bytes}) ? bytes : 0;
}

curl_socket_t CurlExchange::OnOpenSocket(void* self, curlsocktype, curl_sockaddr* address) {
  return static_cast<CurlExchange*>(self)->OpenSocket(*address);
}

}  // namespace imageco::bridge::gateway
