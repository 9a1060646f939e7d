#include "bridge/gateway/message/https_url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {
namespace {

struct UrlCleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

struct CurlFree {
  void operator()(char* text) const { curl_free(text); }
};

constexpr char kScheme[] = "https://";

// A part of it; empty where it has none.
std::string PartOf(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  return std::unique_ptr<char, CurlFree>(text).get();
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isascii(static_cast<unsigned char>(c)); });
}

absl::Status CheckHost(std::string_view host) {
  if (!IsAscii(host)) {
    return absl::InvalidArgumentError("has a host that is not ASCII: write it in Punycode");
  }
  if (!host.empty() && host.back() == '.') host.remove_suffix(1);
  if (host.empty()) return absl::InvalidArgumentError("has no host");
  if (host.front() == '.' || host.back() == '.' || host.find("..") != std::string_view::npos) {
    return absl::InvalidArgumentError("has a host with an empty label");
  }
  return absl::OkStatus();
}

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
  if (PartOf(parsed.get(), CURLUPART_PORT) == "0") {
    return absl::InvalidArgumentError("has port 0");
  }
  return CheckHost(PartOf(parsed.get(), CURLUPART_HOST));
}

}  // namespace imageco::bridge::gateway
