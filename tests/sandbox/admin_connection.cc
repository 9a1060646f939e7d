#include "tests/sandbox/admin_connection.h"

#include <array>
#include <string>
#include <utility>

#include "tests/sandbox/admin_api.h"
#include "tests/sandbox/request_parser.h"

namespace imageco::sandbox {
namespace {

std::string Answer(Sandbox& sandbox, const HttpRequest& request) {
  const AdminAnswer answer = HandleAdmin(sandbox, request.method, request.target, request.body);
  const Headers headers = {{"Content-Type", "application/json"},
                           {"Content-Length", std::to_string(answer.json.size())}};
  return ToBytes({answer.status, headers, answer.json});
}

}  // namespace

Awaitable<void> ServeAdmin(Sandbox& sandbox, boost::asio::ip::tcp::socket socket) {
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
    const std::string answer = Answer(sandbox, parser.Release());
    open = co_await stream->Write(answer);
  }
  co_await stream->Close(false);
}

}  // namespace imageco::sandbox
