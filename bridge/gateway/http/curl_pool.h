#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_POOL_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_POOL_H_

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/epoll_loop.h"
#include "bridge/gateway/http/curl_multi.h"

namespace imageco::bridge::gateway {

// The multi handles of a process on an event loop, with the connections of all merchants. libcurl
// 7.88 goes through a multi handle's connections one after the other, busy ones included, where a
// transfer looks for its own (ConnectionExists) and again where its easy handle is removed
// (close_connect_only): 250 µs a message at 10,000 connections. So each multi handle serves a
// bounded number of exchanges, which find each other's connections and nobody else's. On the loop's
// thread; destroyed as CurlMulti is.
class CurlPool {
 private:
  struct Place {
    std::unique_ptr<CurlMulti> multi;
    size_t seats = 0;  // that are taken
  };

 public:
  static constexpr size_t kExchangesMax = 256;  // of one multi handle

  // An exchange's place at a multi handle.
  class Seat {
   public:
    Seat(Seat&& other) noexcept : place_(std::exchange(other.place_, nullptr)) {}
    Seat& operator=(Seat&&) = delete;
    ~Seat() {
      if (place_ != nullptr) --place_->seats;
    }

    CurlMulti& multi() const { return *place_->multi; }

   private:
    friend class CurlPool;
    explicit Seat(Place& place) : place_(&place) { ++place.seats; }

    Place* place_;
  };

  // Fails where libcurl cannot be initialised.
  static absl::StatusOr<std::unique_ptr<CurlPool>> Make(base::EpollLoop& loop);

  CurlPool(const CurlPool&) = delete;
  CurlPool& operator=(const CurlPool&) = delete;

  const base::Loop& loop() const { return loop_; }

  // At the first multi handle that has room; where none has and libcurl makes no more, at the last.
  Seat Take();

  CurlMulti::ConnectionCounts connection_counts() const;

  // As CurlMulti has it.
  void EndTransfers(const void* owner);

 private:
  explicit CurlPool(base::EpollLoop& loop) : loop_(loop) {}
  absl::Status Grow();

  base::EpollLoop& loop_;
  std::vector<std::unique_ptr<Place>> places_;  // at least one
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_POOL_H_
