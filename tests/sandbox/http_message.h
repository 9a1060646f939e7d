#ifndef IMAGECO_TESTS_SANDBOX_HTTP_MESSAGE_H_
#define IMAGECO_TESTS_SANDBOX_HTTP_MESSAGE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace imageco::sandbox {

// Name and value, in the order of the wire.
using Headers = std::vector<std::pair<std::string, std::string>>;

// The values of every header of this name, in order; names compare without case.
std::vector<std::string_view> HeaderValues(const Headers& headers, std::string_view name);

struct HttpRequest {
  std::string method;
  std::string target;
  Headers headers;
  std::string body;
  bool keep_alive = true;  // what the client asks of the connection
};

struct HttpAnswer {
  int status = 200;
  Headers headers;
  std::string body;
};

// The answer as it goes on the wire. Nothing is added to its headers.
std::string ToBytes(const HttpAnswer& answer);

// Sets a header, in place of any of the same name.
void SetHeader(Headers& headers, std::string_view name, std::string_view value);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_HTTP_MESSAGE_H_
