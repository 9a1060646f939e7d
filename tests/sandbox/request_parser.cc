#include "tests/sandbox/request_parser.h"

#include <string>
#include <utility>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace imageco::sandbox {

namespace asio = boost::asio;
namespace http = boost::beast::http;

struct RequestParser::Beast {
  http::request_parser<http::string_body> parser;
};

RequestParser::RequestParser() : beast_(std::make_unique<Beast>()) { beast_->parser.eager(true); }

RequestParser::~RequestParser() = default;

RequestParser::State RequestParser::Parse(std::string_view bytes) {
  boost::system::error_code error;
  const std::string_view rest = bytes.substr(consumed_);
  if (!rest.empty()) {
    consumed_ += beast_->parser.put(asio::buffer(rest.data(), rest.size()), error);
  }
  if (error && error != http::error::need_more) return State::kMalformed;
  return beast_->parser.is_done() ? State::kComplete : State::kIncomplete;
}

HttpRequest RequestParser::Release() {
  auto message = beast_->parser.release();
  HttpRequest request;
  request.method = message.method_string().to_string();
  request.target = message.target().to_string();
  for (const auto& field : message) {
    request.headers.emplace_back(field.name_string(), field.value());
  }
  request.keep_alive = message.keep_alive();
  request.body = std::move(message.body());
  return request;
}

}  // namespace imageco::sandbox
