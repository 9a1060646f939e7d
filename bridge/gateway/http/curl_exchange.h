#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_EXCHANGE_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_EXCHANGE_H_

#include <curl/curl.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/base/loop.h"
#include "bridge/gateway/http/answer_body.h"
#include "bridge/gateway/http/answer_head.h"
#include "bridge/gateway/http/connection_sockets.h"
#include "bridge/gateway/http/curl_easy.h"
#include "bridge/gateway/http/curl_pool.h"
#include "bridge/gateway/http/curl_settings.h"
#include "bridge/gateway/http/transport.h"

namespace imageco::bridge::gateway {

// One exchange at a time on an easy handle of its own, which is set up once. Keeps the promise of
// Transport against libcurl, whose callbacks it answers:
//
// - libcurl 7.88 sends a POST again by itself when a kept connection dies before the first byte of
//   the answer (Curl_retry_request). It asks CURLOPT_PREREQFUNCTION before each time, which says
//   yes only once. Until then nothing can have been sent; from then on everything may have been.
// - libcurl 7.88 does not see that the gateway has closed an idle TLS connection, nor what OpenSSL
//   holds behind the last answer. So each connection is looked at in that same place, where turning
//   back costs nothing, and when an answer is whole.
class CurlExchange {
 public:
  // `settings`, the seat's pool and `clock`, whose times count, must outlive the exchange.
  CurlExchange(const CurlSettings& settings, CurlPool::Seat seat, const base::Loop& clock);
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  // Sets up a run of easy() on a connection of `generation` or a new one. `message` must stay until
  // the last run has ended.
  void Prepare(const Outgoing& message, bool keep_connection, uint64_t generation);

  // After a run that ended with `code` and provably sent nothing: sets up another one, within what
  // is left of the exchange's time, on a new connection in place of a kept one, or to another of
  // the gateway's addresses than those where connections came to nothing. False: there is no other
  // way.
  bool PrepareAnother(CURLcode code);

  // What the exchange has left of its time.
  absl::Duration TimeLeft() const;

  // What the runs came to; `code` is how the last one ended.
  TransportResult TakeResult(CURLcode code);

  CURL* easy() const { return easy_.get(); }
  // That runs easy().
  CurlMulti& multi() const { return seat_.multi(); }

 private:
  struct Run {
    std::vector<std::shared_ptr<Connection>> opened;  // few: libcurl tries two addresses at a time
    std::shared_ptr<Connection> connection;           // that it may send on
    bool on_kept_connection = false;
    bool may_have_sent = false;
    bool is_too_late = false;
    std::string fault;  // why a callback ended it
    AnswerHead head;
    std::string head_lines;  // where they are wanted
    std::optional<AnswerBody> body;
  };

  std::optional<absl::Duration> ConnectTime() const;
  bool SentNothing() const;
  bool AllowToSend(const std::string& name);
  void FindConnection(const std::string& name);
  bool TakeHeadLine(std::string_view line);
  bool BeginBody();
  bool TakeBody(std::string_view bytes);
  bool Goes(AnswerBody::State state);
  void KeepConnectionIfQuiet();
  curl_socket_t OpenSocket(const curl_sockaddr& address);
  bool IsWhole(CURLcode code);
  void TakeAnswer(TransportResult& result);
  std::string DescribeError(CURLcode code) const;

  void SetHeaders(const std::string& traceparent);

  static int OnPrerequest(void* self, char* remote_ip, char* local_ip, int remote_port,
                          int local_port);
  static size_t OnHeader(char* line, size_t, size_t bytes, void* self);
  static size_t OnBody(char* data, size_t, size_t bytes, void* self);
  static curl_socket_t OnOpenSocket(void* self, curlsocktype, curl_sockaddr* address);

  const CurlSettings& settings_;
  const CurlPool::Seat seat_;
  ConnectionSockets& sockets_;
  const base::Loop& clock_;
  base::SteadyTime send_by_;
  uint64_t generation_ = 0;
  bool wants_new_connection_ = false;
  bool wants_head_ = false;
  curl_off_t body_bytes_ = 0;
  CurlList headers_;  // of this message; null: those of the merchant
  std::chrono::steady_clock::time_point give_up_;
  std::vector<std::string> failed_ips_;
  std::string error_before_;  // of the run before
  Run run_;
  std::array<char, CURL_ERROR_SIZE> error_ = {};
  const CurlEasy easy_;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_EXCHANGE_H_
