#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_TRANSPORT_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_TRANSPORT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/task.h"
#include "bridge/gateway/http/curl_exchange.h"
#include "bridge/gateway/http/curl_pool.h"
#include "bridge/gateway/http/curl_settings.h"
#include "bridge/gateway/http/transport.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// The transport to one merchant's gateway over libcurl and HTTP/1.1. How many messages are under
// way at a time is for admission to limit: Post never waits for a connection, since time spent so
// would be hidden from whoever set the deadline. At most connections_max connections stay open
// between messages.
class CurlTransport final : public Transport {
 public:
  // `content_type`: of the messages. `pool`, and `clock`, by which `send_by` is meant and answers
  // are dated, must outlive the transport and all its tasks; by default the clock is the pool's
  // loop. INVALID_ARGUMENT names every fault of `gateway`, never quoting the URL.
  static absl::StatusOr<std::unique_ptr<CurlTransport>> Make(const config::v1::Gateway& gateway,
                                                             const std::string& content_type,
                                                             CurlPool& pool,
                                                             const base::Loop& clock);
  static absl::StatusOr<std::unique_ptr<CurlTransport>> Make(const config::v1::Gateway& gateway,
                                                             const std::string& content_type,
                                                             CurlPool& pool) {
    return Make(gateway, content_type, pool, pool.loop());
  }

  CurlTransport(const CurlTransport&) = delete;
  CurlTransport& operator=(const CurlTransport&) = delete;
  // Breaks off what is under way: its tasks end with kNothing or kPerhaps, as is true, before the
  // destructor returns. What they go on to post ends with kNothing at once.
  ~CurlTransport() override;

  base::Task<TransportResult> Post(Outgoing message) override;
  void DistrustConnections() override { ++generation_; }

 private:
  class Lease;

  CurlTransport(CurlSettings settings, CurlPool& pool, const base::Loop& clock);

  const CurlSettings settings_;
  CurlPool& pool_;
  const base::Loop& clock_;
  bool closed_ = false;
  uint32_t running_ = 0;
  uint64_t generation_ = 0;  // of the connections that later messages may use
  // Setting up an easy handle costs more than an exchange. connections_max at most.
  std::vector<std::unique_ptr<CurlExchange>> idle_;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_TRANSPORT_H_
