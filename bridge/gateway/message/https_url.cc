#include "bridge/gateway/message/https_url.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {
namespace {

struct UrlCleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

constexpr char kScheme[] = "https://";

}  // namespace

absl::Status CheckHttpsUrl(const std::string& url) {
  constexpr size_t kHost = sizeof(kScheme) - 1;
  if (!absl::StartsWithIgnoreCase(url, kScheme)) {
    return absl::InvalidArgumentError("does not begin with https://");
  }
  // libcurl takes three slashes for two, and a NUL for the end.
  if (url.size() == kHost || url[kHost] == '/' || url.find('\0') != std::string::npos) {
    return absl::InvalidArgumentError("has no host");
  }
  const std::unique_ptr<CURLU, UrlCleanup> parsed(curl_url());
  const CURLUcode code = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0);
  if (code != CURLUE_OK) return absl::InvalidArgumentError(curl_url_strerror(code));
  return absl::OkStatus();
}

}  // namespace imageco::bridge::gateway
