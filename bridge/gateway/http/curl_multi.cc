#include "bridge/gateway/http/curl_multi.h"

#include <sys/epoll.h>

#include <algorithm>
#include <limits>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "bridge/gateway/http/curl_easy.h"

namespace imageco::bridge::gateway {
namespace {

uint32_t ToEpollEvents(int what) {
  return (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
}

// 0 lets libcurl look for itself, which it does better where there is more than reading and writing
// to tell: it takes an error on its own for a failed write, though an answer may be there to read.
int ToCurlEvents(uint32_t events) {
  if (events & ~uint32_t{EPOLLIN | EPOLLOUT}) return 0;
  return (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
}

// Once for the process. Fails where libcurl lacks what the options of our exchanges take for given.
absl::Status InitialiseLibcurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) {
    return absl::InternalError(absl::StrCat("libcurl: ", curl_easy_strerror(code)));
  }
  constexpr unsigned kVersionMin = 0x075700;  // 7.87: CURLOPT_CA_CACHE_TIMEOUT, CURLOPT_QUICK_EXIT
  const curl_version_info_data& libcurl = *curl_version_info(CURLVERSION_NOW);
  const bool has_openssl =
      absl::StartsWith(absl::NullSafeStringView(libcurl.ssl_version), "OpenSSL/");
  if (libcurl.version_num >= kVersionMin && has_openssl) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("libcurl ", libcurl.version, " is too old, or without OpenSSL: want 7.87"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<CurlMulti>> CurlMulti::Make(base::EpollLoop& loop) {
  std::unique_ptr<CurlMulti> multi(new CurlMulti(loop));
  absl::Status started = multi->Start();
  if (!started.ok()) return started;
  return multi;
}

CurlMulti::CurlMulti(base::EpollLoop& loop)
    : loop_(loop),
      timer_(loop),
      watches_(loop, [this](int fd, uint32_t ready) { Act(fd, ToCurlEvents(ready)); }),
      sockets_(watches_) {}

absl::Status CurlMulti::Start() {
  if (absl::Status status = InitialiseLibcurl(); !status.ok()) return status;
  multi_.reset(curl_multi_init());
  if (!multi_) return absl::ResourceExhaustedError("libcurl: no multi handle");
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &CurlMulti::OnSocket);
  curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &CurlMulti::OnTimeout);
  curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, this);
  // What is kept is for each transport to decide: this limit counts connections in use too, and
  // closes idle ones of whichever merchant where many are.
  curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, long{std::numeric_limits<int>::max()});
  return absl::OkStatus();
}

CurlMulti::~CurlMulti() { multi_.reset(); }

CurlMulti::ConnectionCounts CurlMulti::connection_counts() const {
  const size_t busy = transfers_.size();
  return {busy, std::max(sockets_.kept(), busy) - busy};
}

void CurlMulti::EndTransfers(const void* owner) {
  const auto is_owned = [owner](CurlTransfer* transfer) { return transfer->owner == owner; };
  while (true) {
    const auto owned = std::find_if(transfers_.begin(), transfers_.end(), is_owned);
    if (owned == transfers_.end()) return;
    Finish(**owned, CURLE_ABORTED_BY_CALLBACK);
  }
}

bool CurlMulti::Add(CurlTransfer& transfer) {
  SetOption(transfer.easy, CURLOPT_PRIVATE, &transfer);
  if (curl_multi_add_handle(multi_.get(), transfer.easy) != CURLM_OK) return false;
  transfers_.insert(&transfer);
  return true;
}

void CurlMulti::Remove(CurlTransfer& transfer) {
  if (transfers_.erase(&transfer) > 0) curl_multi_remove_handle(multi_.get(), transfer.easy);
}

void CurlMulti::Finish(CurlTransfer& transfer, CURLcode code) {
  Remove(transfer);
  transfer.timer.Cancel();
  transfer.code = code;
  transfer.waiter.resume();
}

void CurlMulti::ResumeFinished() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    auto* transfer = GetInfo<CurlTransfer*>(message->easy_handle, CURLINFO_PRIVATE);
    Finish(*transfer, message->data.result);
  }
}

int CurlMulti::OnSocket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  SocketWatches& watches = static_cast<CurlMulti*>(self)->watches_;
  if (what == CURL_POLL_REMOVE) {
    watches.Remove(fd);
  } else {
    watches.Set(fd, ToEpollEvents(what));
  }
  return 0;
}

void CurlMulti::Act(curl_socket_t fd, int events) {
  int running = 0;
  curl_multi_socket_action(multi_.get(), fd, events, &running);
  ResumeFinished();
}

int CurlMulti::OnTimeout(CURLM*, long timeout_ms, void* self) {
  auto& multi = *static_cast<CurlMulti*>(self);
  multi.deadline_ = timeout_ms < 0
                        ? base::SteadyTime::max()
                        : std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  multi.ArmTimer();
  return 0;
}

void CurlMulti::ArmTimer() {
  if (deadline_ == base::SteadyTime::max()) return;
  if (timer_.is_set() && timer_due_ <= deadline_) return;
  timer_due_ = deadline_;
  const auto delay = absl::FromChrono(deadline_ - std::chrono::steady_clock::now());
  timer_.Set(delay, [this] { TimerDue(); });
}

void CurlMulti::TimerDue() {
  if (std::chrono::steady_clock::now() < deadline_) {
    ArmTimer();
    return;
  }
  deadline_ = base::SteadyTime::max();
  Act(CURL_SOCKET_TIMEOUT, 0);
}

}  // namespace imageco::bridge::gateway
