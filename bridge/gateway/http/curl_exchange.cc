#include "bridge/gateway/http/curl_exchange.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace imageco::bridge::gateway {
namespace {

long ToMilliseconds(absl::Duration duration) {
  // 0 would mean no limit.
  return static_cast<long>(std::max<int64_t>(1, absl::ToInt64Milliseconds(duration)));
}

}  // namespace

CurlExchange::CurlExchange(const CurlSettings& settings, ConnectionSockets& sockets)
    : settings_(settings), sockets_(sockets), easy_(curl_easy_init()) {
  Apply(settings, easy());
  sockets.Attach(easy());
  SetOption(easy(), CURLOPT_ERRORBUFFER, error_.data());
  SetOption(easy(), CURLOPT_PREREQFUNCTION, &CurlExchange::OnPrerequest);
  SetOption(easy(), CURLOPT_PREREQDATA, this);
  SetOption(easy(), CURLOPT_HEADERFUNCTION, &CurlExchange::OnHeader);
  SetOption(easy(), CURLOPT_HEADERDATA, this);
  SetOption(easy(), CURLOPT_WRITEFUNCTION, &CurlExchange::OnBody);
  SetOption(easy(), CURLOPT_WRITEDATA, this);
}

void CurlExchange::Prepare(std::string_view body, base::SteadyTime send_by, bool keep_connection) {
  run_ = {};
  send_by_ = send_by;
  error_[0] = '\0';
  wants_new_connection_ = false;
  SetOption(easy(), CURLOPT_POSTFIELDS, body.data());
  SetOption(easy(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  SetOption(easy(), CURLOPT_FORBID_REUSE, keep_connection ? 0L : 1L);
  SetOption(easy(), CURLOPT_FRESH_CONNECT, 0L);
  SetOption(easy(), CURLOPT_TIMEOUT_MS, ToMilliseconds(settings_.exchange_timeout));
}

void CurlExchange::PrepareOnNewConnection() {
  const auto spent = absl::Microseconds(GetInfo<curl_off_t>(easy(), CURLINFO_TOTAL_TIME_T));
  run_ = {};
  error_[0] = '\0';
  wants_new_connection_ = true;
  SetOption(easy(), CURLOPT_FRESH_CONNECT, 1L);
  SetOption(easy(), CURLOPT_TIMEOUT_MS, ToMilliseconds(settings_.exchange_timeout - spent));
}

TransportResult CurlExchange::TakeResult(CURLcode code) {
  TransportResult result;
  const auto status = static_cast<int>(GetInfo<long>(easy(), CURLINFO_RESPONSE_CODE));
  const auto length = GetInfo<curl_off_t>(easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
  if (!run_.may_have_sent) {
    result.sent = Sent::kNothing;
    result.error = DescribeError(code);
  } else if (code != CURLE_OK) {
    result.sent = Sent::kPerhaps;
    result.error = DescribeError(code);
  } else if (!run_.head.EndsBody(status, length, run_.body.size())) {
    result.sent = Sent::kPerhaps;
    result.error = "the answer ended with its connection and may not be whole";
  } else {
    result.sent = Sent::kAnswered;
    result.http_status = status;
    result.body = std::move(run_.body);
    // Seconds, whichever form the header has; 0 without one. A date may have passed.
    const auto retry_after = GetInfo<curl_off_t>(easy(), CURLINFO_RETRY_AFTER);
    if (retry_after != 0) result.retry_after = absl::Seconds(std::max<int64_t>(0, retry_after));
  }
  return result;
}

std::string CurlExchange::DescribeError(CURLcode code) const {
  if (!run_.fault.empty()) return std::string(run_.fault);
  if (code == CURLE_ABORTED_BY_CALLBACK) return "the transport was closed";
  if (error_[0] == '\0') return curl_easy_strerror(code);
  return absl::StrCat(curl_easy_strerror(code), ": ", error_.data());
}

bool CurlExchange::AllowToSend(const ConnectionEnds& ends) {
  if (run_.may_have_sent) {
    run_.fault = "the connection broke after the message may have been sent";
    return false;
  }
  if (std::chrono::steady_clock::now() >= send_by_) {
    run_.fault = "the claim ran out before the message could be sent";
    return false;
  }
  const auto state = sockets_.LookAt(ends);
  if (state == ConnectionSockets::State::kDead && !wants_new_connection_) {
    run_.found_dead_connection = true;
    return false;
  }
  run_.may_have_sent = true;
  return true;
}

bool CurlExchange::TakeHeadLine(std::string_view line) {
  if (run_.head.AddLine(line)) return true;
  run_.fault = "the head of the answer is too long";
  return false;
}

bool CurlExchange::TakeBody(std::string_view bytes) {
  if (bytes.size() > settings_.answer_bytes_max - run_.body.size()) {
    run_.fault = "the answer is longer than gateway.answer_bytes_max";
    return false;
  }
  if (run_.body.empty()) {
    const auto length = GetInfo<curl_off_t>(easy(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T);
    run_.body.reserve(std::clamp<int64_t>(length, 0, settings_.answer_bytes_max));
  }
  run_.body += bytes;
  return true;
}

int CurlExchange::OnPrerequest(void* self, char* remote_ip, char* local_ip, int remote_port,
                               int local_port) {
  const ConnectionEnds ends = {local_ip, local_port, remote_ip, remote_port};
  const bool allowed = static_cast<CurlExchange*>(self)->AllowToSend(ends);
  return allowed ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

size_t CurlExchange::OnHeader(char* line, size_t, size_t bytes, void* self) {
  return static_cast<CurlExchange*>(self)->TakeHeadLine({line, bytes}) ? bytes : 0;
}

size_t CurlExchange::OnBody(char* data, size_t, size_t bytes, void* self) {
  return static_cast<CurlExchange*>(self)->TakeBody({data, bytes}) ? bytes : 0;
}

}  // namespace imageco::bridge::gateway
