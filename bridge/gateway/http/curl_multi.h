#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_MULTI_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_MULTI_H_

#include <curl/curl.h>

#include <coroutine>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/base/timer.h"
#include "bridge/gateway/http/connection_sockets.h"
#include "bridge/gateway/http/socket_watches.h"

namespace imageco::bridge::gateway {

struct CurlTransfer;

// One libcurl multi handle on an event loop, with its connections. Lives on the loop's thread and
// is destroyed before the loop, after all transports; never from within a coroutine that it
// resumes.
//
// libcurl's own limits on connections stay off. A transfer that waits for one of them
// (CURLMOPT_MAX_HOST_CONNECTIONS and the like) is under no timeout in 7.88, and one list holds the
// waiting transfers of all hosts, so that a gateway that hangs would hold up the others.
class CurlMulti {
 public:
  // Fails where libcurl cannot be initialised.
  static absl::StatusOr<std::unique_ptr<CurlMulti>> Make(base::EpollLoop& loop);

  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;
  ~CurlMulti();

  // Where the easy handles of this multi handle open their sockets.
  ConnectionSockets& sockets() { return sockets_; }

  // What its connections to all gateways do. Those that are being opened count as busy.
  struct ConnectionCounts {
    size_t busy = 0;
    size_t idle = 0;
  };
  ConnectionCounts connection_counts() const;

  // Ends the transfers of `owner` with CURLE_ABORTED_BY_CALLBACK and resumes those who await them.
  void EndTransfers(const void* owner);

 private:
  friend struct CurlTransfer;
  struct Deleter {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  };

  explicit CurlMulti(base::EpollLoop& loop);
  absl::Status Start();

  bool Add(CurlTransfer& transfer);
  void Remove(CurlTransfer& transfer);
  void Finish(CurlTransfer& transfer, CURLcode code);
  void ResumeFinished();

  static int OnSocket(CURL* easy, curl_socket_t fd, int what, void* self, void*);
  static int OnTimeout(CURLM* multi, long timeout_ms, void* self);
  void Act(curl_socket_t fd, int events);
  void ArmTimer();
  void TimerDue();

  base::EpollLoop& loop_;
  // libcurl moves its deadline several times in each transfer. The loop's timer is left alone
  // unless it would come too late; coming too early, it looks again.
  base::SteadyTime deadline_ = base::SteadyTime::max();
  base::SteadyTime timer_due_;
  base::Timer timer_;

  SocketWatches watches_;
  ConnectionSockets sockets_;
  absl::flat_hash_set<CurlTransfer*> transfers_;
  std::unique_ptr<CURLM, Deleter> multi_;
};

// One run of an easy handle, as something to await once:
//
//   CurlTransfer transfer(multi, easy, this, time_max);
//   const CURLcode code = co_await transfer;
//
// Destroyed before its end, the transfer is broken off.
struct CurlTransfer {
  // `time_max`: ends it with CURLE_OPERATION_TIMEDOUT. Ours and not libcurl's, which gives a
  // transfer up without a look at what has arrived meanwhile.
  CurlTransfer(CurlMulti& multi, CURL* easy, const void* owner, absl::Duration time_max)
      : multi(multi), easy(easy), owner(owner), time_max(time_max), timer(multi.loop_) {}
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;
  ~CurlTransfer() { multi.Remove(*this); }

  bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> awaiting) {
    waiter = awaiting;
    timer.Set(time_max, [this] { multi.Finish(*this, CURLE_OPERATION_TIMEDOUT); });
    return multi.Add(*this);
  }
  CURLcode await_resume() const noexcept { return code; }

  CurlMulti& multi;
  CURL* const easy;
  const void* const owner;
  const absl::Duration time_max;
  base::Timer timer;
  CURLcode code = CURLE_FAILED_INIT;
  std::coroutine_handle<> waiter;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_MULTI_H_
