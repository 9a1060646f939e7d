#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_SETTINGS_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_SETTINGS_H_

#include <curl/curl.h>

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bridge/gateway/http/curl_easy.h"
#include "bridge/gateway/http/gateway_tls.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// Where a configuration does not say: what a send takes at most is counted by these elsewhere too.
inline constexpr absl::Duration kDefaultConnectTimeout = absl::Seconds(5);
inline constexpr absl::Duration kDefaultExchangeTimeout = absl::Seconds(20);

// How a merchant's gateway is reached, checked and with the defaults filled in.
struct CurlSettings {
  std::string url;
  bool allow_plaintext = false;
  GatewayPem tls;
  std::string pinned_public_key;
  absl::Duration connect_timeout;
  absl::Duration exchange_timeout;
  absl::Duration idle_connection_age_max;
  absl::Duration connection_age_max;
  uint32_t connections_max = 0;
  uint32_t answer_bytes_max = 0;
  CurlList headers;
};

// INVALID_ARGUMENT names every fault with its setting ("gateway.tls.ca_file: cannot read ..."); it
// never quotes the URL. Reads the files of `gateway.tls`.
absl::StatusOr<CurlSettings> MakeCurlSettings(const config::v1::Gateway& gateway,
                                              const std::string& content_type);

// Sets on `easy` what all exchanges of the merchant have in common. `settings` must outlive it.
void Apply(const CurlSettings& settings, CURL* easy);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_SETTINGS_H_
