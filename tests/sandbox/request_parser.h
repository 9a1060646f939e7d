#ifndef IMAGECO_TESTS_SANDBOX_REQUEST_PARSER_H_
#define IMAGECO_TESTS_SANDBOX_REQUEST_PARSER_H_

#include <cstddef>
#include <memory>
#include <string_view>

#include "tests/sandbox/http_message.h"

namespace imageco::sandbox {

// Parses one HTTP/1.1 request that arrives in pieces. A head may have 8 KiB, a body 1 MiB.
class RequestParser {
 public:
  enum class State { kIncomplete, kComplete, kMalformed };

  RequestParser();
  ~RequestParser();

  // `bytes` is everything received since the request began: what was passed before, and more.
  State Parse(std::string_view bytes);

  // How many bytes the request took. Once it is complete, what follows belongs to the next one.
  std::size_t consumed() const { return consumed_; }

  // The request; must be complete, and is moved out.
  HttpRequest Release();

 private:
  struct Beast;  // keeps Boost.Beast's headers out of ours
  std::unique_ptr<Beast> beast_;
  std::size_t consumed_ = 0;
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_REQUEST_PARSER_H_
