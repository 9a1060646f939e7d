#ifndef IMAGECO_TESTS_SERVER_HTTP_EXCHANGE_H_
#define IMAGECO_TESTS_SERVER_HTTP_EXCHANGE_H_

#include <string>

#include "bridge/base/owned_fd.h"

// A client of the operations port that does what no HTTP library would.
namespace imageco::server {

struct HttpReceived {
  int status = 0;  // 0: nothing that is HTTP
  std::string headers;
  std::string body;
};

// A connection to "127.0.0.1:PORT"; none where it is refused.
bridge::base::OwnedFd ConnectTo(const std::string& address);

// What comes until the other side closes, after `bytes` were sent; for 30 s at most.
std::string Exchange(const bridge::base::OwnedFd& connection, const std::string& bytes);

HttpReceived HttpGet(const std::string& address, const std::string& path);
HttpReceived HttpRequest(const std::string& address, const std::string& request);

}  // namespace imageco::server

#endif  // IMAGECO_TESTS_SERVER_HTTP_EXCHANGE_H_
