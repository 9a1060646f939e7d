#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_EXCHANGE_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_EXCHANGE_H_

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "bridge/gateway/http/answer_head.h"
#include "bridge/gateway/http/connection_sockets.h"
#include "bridge/gateway/http/curl_easy.h"
#include "bridge/gateway/http/curl_settings.h"
#include "bridge/gateway/http/transport.h"

namespace imageco::bridge::gateway {

// One exchange at a time on an easy handle of its own, which is set up once. Keeps the promise of
// Transport against libcurl, whose callbacks it answers:
//
// - libcurl 7.88 sends a POST again by itself when a kept connection dies before the first byte of
//   the answer (Curl_retry_request). It asks CURLOPT_PREREQFUNCTION before each time, which says
//   yes only once. Until then nothing can have been sent; from then on everything may have been.
// - libcurl 7.88 does not see that the gateway has closed an idle TLS connection. So the socket of
//   a kept connection is looked at in that same place, where turning back costs nothing.
class CurlExchange {
 public:
  // `settings` and `sockets` must outlive the exchange.
  CurlExchange(const CurlSettings& settings, ConnectionSockets& sockets);
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  // Sets up a run of easy(), which begins to send before `send_by` or not at all. `body` must stay
  // until the run has ended.
  void Prepare(std::string_view body, base::SteadyTime send_by, bool keep_connection);

  // After a run that found the kept connection dead, which provably sent nothing: sets up another
  // one on a new connection, within what is left of the exchange's time.
  bool found_dead_connection() const { return run_.found_dead_connection; }
  void PrepareOnNewConnection();

  // What the run came to; `code` is how it ended.
  TransportResult TakeResult(CURLcode code);

  CURL* easy() const { return easy_.get(); }

 private:
  struct Run {
    bool may_have_sent = false;
    bool found_dead_connection = false;
    std::string_view fault;  // why a callback ended it
    AnswerHead head;
    std::string body;
  };

  bool AllowToSend(const ConnectionEnds& ends);
  bool TakeHeadLine(std::string_view line);
  bool TakeBody(std::string_view bytes);
  std::string DescribeError(CURLcode code) const;

  static int OnPrerequest(void* self, char* remote_ip, char* local_ip, int remote_port,
                          int local_port);
  static size_t OnHeader(char* line, size_t, size_t bytes, void* self);
  static size_t OnBody(char* data, size_t, size_t bytes, void* self);

  const CurlSettings& settings_;
  ConnectionSockets& sockets_;
  base::SteadyTime send_by_;
  bool wants_new_connection_ = false;
  Run run_;
  std::array<char, CURL_ERROR_SIZE> error_ = {};
  const CurlEasy easy_;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_EXCHANGE_H_
