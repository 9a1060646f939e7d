#include "tests/sandbox/admin_connection.h"

#include <array>
#include <string>
#include <utility>

#include "tests/sandbox/admin_api.h"
#include "tests/sandbox/origin.h"
#include "tests/sandbox/request_parser.h"

namespace imageco::sandbox {
namespace {

// What the page may load and where it may send: its own endpoint alone.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

std::string AdminBytes(const AdminAnswer& answer) {
  const Headers headers = {{"Content-Type", std::string(answer.content_type)},
                           {"Content-Length", std::to_string(answer.body.size())},
                           {"Cache-Control", "no-store"},
                           {"Content-Security-Policy", kPolicy},
                           {"Referrer-Policy", "no-referrer"},
                           {"X-Content-Type-Options", "nosniff"}};
  return ToBytes({answer.status, headers, answer.body});
}

std::string Answer(Sandbox& sandbox, const HttpRequest& request, bool on_loopback) {
  if (IsForeign(request.headers, on_loopback)) {
    return AdminBytes({403, "{\"faults\":[\"Host, Origin: not this machine's own page\"]}\n"});
  }
  return AdminBytes(HandleAdmin(sandbox, request.method, request.target, request.body));
}

}  // namespace

Awaitable<void> ServeAdmin(Sandbox& sandbox, boost::asio::ip::tcp::socket socket) {
  boost::system::error_code gone;
  const bool on_loopback = socket.local_endpoint(gone).address().is_loopback();
  const std::unique_ptr<Stream> stream = MakePlainStream(std::move(socket));
  std::string bytes;
  std::array<char, 4096> piece;
  const boost::asio::mutable_buffer buffer(piece.data(), piece.size());
  bool open = true;
  while (open) {
    RequestParser parser;
    RequestParser::State state = parser.Parse(bytes);
    while (open && state == RequestParser::State::kIncomplete) {
      const std::size_t read = co_await stream->Read(buffer);
      open = read > 0;
      bytes.append(piece.data(), read);
      state = parser.Parse(bytes);
    }
    if (state != RequestParser::State::kComplete) break;
    bytes.erase(0, parser.consumed());
    const std::string answer = Answer(sandbox, parser.Release(), on_loopback);
    open = co_await stream->Write(answer);
  }
  co_await stream->Close(false);
}

}  // namespace imageco::sandbox
