#ifndef IMAGECO_TESTS_SANDBOX_GATEWAY_H_
#define IMAGECO_TESTS_SANDBOX_GATEWAY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/config.h"
#include "tests/sandbox/fault_book.h"
#include "tests/sandbox/http_message.h"
#include "tests/sandbox/journal.h"

namespace imageco::sandbox {

// What the wire knows of a request beside its text.
struct RequestOrigin {
  std::uint64_t connection = 0;  // as Message::connection
  bool kept_alive = false;
};

// What the wire has to do about a request.
struct Exchange {
  std::string answer;  // all bytes of it, as they would go out without a connection fault
  bool keep_alive = true;
  std::chrono::milliseconds latency{0};
  std::optional<ConnectionFault> connection_fault;
};

// The gateway without its wire: judges a request, takes it into the journal, applies it and words
// the answer, all under the first fault plan that matches. Borrows `faults` and `journal`.
// Thread-safe as far as these are.
class Gateway {
 public:
  Gateway(const Config& config, FaultBook& faults, Journal& journal);

  Exchange Handle(const HttpRequest& request, const RequestOrigin& origin);

  // What Handle finds in a request, or found.
  Verdict Judge(const HttpRequest& request) const;

 private:
  // The endpoint of a request target; null where there is none.
  const Endpoint* FindEndpoint(std::string_view path) const;
  std::map<std::string, Endpoint, std::less<>> endpoints_;  // by path
  FaultBook& faults_;
  Journal& journal_;
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_GATEWAY_H_
