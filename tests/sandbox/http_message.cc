#include "tests/sandbox/http_message.h"

#include <strings.h>

#include <ostream>  // which boost/beast/http/status.hpp leaves out in 1.74

#include <boost/beast/http/status.hpp>

namespace imageco::sandbox {
namespace {

bool SameName(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::vector<std::string_view> HeaderValues(const Headers& headers, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [header, value] : headers) {
    if (SameName(header, name)) values.push_back(value);
  }
  return values;
}

std::string ToBytes(const HttpAnswer& answer) {
  namespace http = boost::beast::http;
  const auto status = http::int_to_status(static_cast<unsigned>(answer.status));
  std::string bytes = "HTTP/1.1 " + std::to_string(answer.status) + " " +
                      http::obsolete_reason(status).to_string() + "\r\n";
  for (const auto& [name, value] : answer.headers) {
    bytes.append(name).append(": ").append(value).append("\r\n");
  }
  return bytes + "\r\n" + answer.body;
}

void SetHeader(Headers& headers, std::string_view name, std::string_view value) {
  std::erase_if(headers, [&](const auto& header) { return SameName(header.first, name); });
  headers.emplace_back(name, value);
}

}  // namespace imageco::sandbox
