#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_EASY_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_EASY_H_

#include <curl/curl.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace imageco::bridge::gateway {

struct CurlEasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using CurlEasy = std::unique_ptr<CURL, CurlEasyDeleter>;

struct CurlListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListDeleter>;

// Sets an option whose value libcurl is known to take; crashes where it does not. Numbers are long
// or curl_off_t, as the option's page has it.
template <typename T>
void SetOption(CURL* easy, CURLoption option, T value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code == CURLE_OK) return;
  std::fprintf(stderr, "curl_easy_setopt(%d): %s\n", static_cast<int>(option),
               curl_easy_strerror(code));
  std::abort();
}

// What libcurl knows about the transfer that ended last; `T` as the info's page has it.
template <typename T>
T GetInfo(CURL* easy, CURLINFO info) {
  T value = {};
  curl_easy_getinfo(easy, info, &value);
  return value;
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_CURL_EASY_H_
