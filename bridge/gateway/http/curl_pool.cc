#include "bridge/gateway/http/curl_pool.h"

#include <algorithm>

namespace imageco::bridge::gateway {

absl::StatusOr<std::unique_ptr<CurlPool>> CurlPool::Make(base::EpollLoop& loop) {
  std::unique_ptr<CurlPool> pool(new CurlPool(loop));
  if (absl::Status status = pool->Grow(); !status.ok()) return status;
  return pool;
}

absl::Status CurlPool::Grow() {
  auto multi = CurlMulti::Make(loop_);
  if (!multi.ok()) return multi.status();
  places_.push_back(std::make_unique<Place>(Place{.multi = *std::move(multi)}));
  return absl::OkStatus();
}

CurlPool::Seat CurlPool::Take() {
  const auto has_room = [](const auto& place) { return place->seats < kExchangesMax; };
  const auto place = std::find_if(places_.begin(), places_.end(), has_room);
  if (place != places_.end()) return Seat(**place);
  Grow().IgnoreError();
  return Seat(*places_.back());
}

CurlMulti::ConnectionCounts CurlPool::connection_counts() const {
  CurlMulti::ConnectionCounts all;
  for (const auto& place : places_) {
    const CurlMulti::ConnectionCounts counts = place->multi->connection_counts();
    all.busy += counts.busy;
    all.idle += counts.idle;
  }
  return all;
}

void CurlPool::EndTransfers(const void* owner) {
  // Who is resumed may take a seat, and add a place.
  std::vector<CurlMulti*> multis;
  multis.reserve(places_.size());
  for (const auto& place : places_) multis.push_back(place->multi.get());
  for (CurlMulti* multi : multis) multi->EndTransfers(owner);
}

}  // namespace imageco::bridge::gateway
