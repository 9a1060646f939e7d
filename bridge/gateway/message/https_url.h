#ifndef IMAGECO_BRIDGE_GATEWAY_MESSAGE_HTTPS_URL_H_
#define IMAGECO_BRIDGE_GATEWAY_MESSAGE_HTTPS_URL_H_

#include <string>

#include "absl/status/status.h"

namespace imageco::bridge::gateway {

// Whether `url` is an absolute HTTPS URL that leads somewhere, by libcurl's own parser (RFC 3986)
// and without the latitude it gives to users: no white space, both slashes, a host in ASCII none of
// whose labels is empty (it may end in a dot), a port that is not 0. The message never quotes the
// URL.
absl::Status CheckHttpsUrl(const std::string& url);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_MESSAGE_HTTPS_URL_H_
