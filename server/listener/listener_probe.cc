#include "server/listener/listener_probe.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "bridge/base/openssl_owned.h"
#include "bridge/base/thread.h"

namespace imageco::server {
namespace {

using bridge::base::OpensslOwned;
using bridge::base::OwnedFd;

}  // namespace

std::vector<Place> PlacesOf(const std::vector<ListenSocket>& sockets) {
  std::vector<Place> places;
  for (const ListenSocket& socket : sockets) {
    Place place;
    place.address = socket.reached_at(place.bytes);
    places.push_back(place);
  }
  return places;
}

std::string PlaintextGreeting() {
  return absl::StrCat("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                      absl::string_view("\0\0\0\4\0\0\0\0\0", 9));
}

std::string TlsGreeting() {
  const OpensslOwned<SSL_CTX> context(SSL_CTX_new(TLS_client_method()));
  const OpensslOwned<SSL> ssl(context ? SSL_new(context.get()) : nullptr);
  BIO* sent = BIO_new(BIO_s_mem());
  BIO* received = BIO_new(BIO_s_mem());
  if (ssl == nullptr || sent == nullptr || received == nullptr) return "";
  SSL_set_bio(ssl.get(), received, sent);
  constexpr std::array<unsigned char, 3> kH2 = {2, 'h', '2'};
  SSL_set_alpn_protos(ssl.get(), kH2.data(), kH2.size());
  SSL_connect(ssl.get());  // wants an answer
  char* hello = nullptr;
  const long bytes = BIO_get_mem_data(sent, &hello);
  return bytes > 0 ? std::string(hello, static_cast<size_t>(bytes)) : "";
}

absl::StatusOr<std::unique_ptr<ListenerProbe>> ListenerProbe::Make(
    std::vector<Place> places, std::string greeting, std::function<void(std::string fault)> report,
    std::function<void()> deaf, ListenerProbeOptions options) {
  auto probe = absl::WrapUnique(new ListenerProbe(std::move(places), std::move(greeting),
                                                  std::move(report), std::move(deaf), options));
  if (!probe->end_) return absl::ResourceExhaustedError("no descriptor left");
  auto thread = bridge::base::StartThread([&probe = *probe] { probe.Run(); });
  if (!thread.ok()) return thread.status();
  probe->thread_ = *std::move(thread);
  return probe;
}

ListenerProbe::ListenerProbe(std::vector<Place> places, std::string greeting,
                             std::function<void(std::string fault)> report,
                             std::function<void()> deaf, ListenerProbeOptions options)
    : places_(std::move(places)),
      greeting_(std::move(greeting)),
      report_(std::move(report)),
      deaf_(std::move(deaf)),
      options_(options),
      end_(eventfd(0, EFD_CLOEXEC)) {}

ListenerProbe::~ListenerProbe() {
  if (!thread_.joinable()) return;
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(end_.get(), &one, sizeof(one));
  thread_.join();
}

void ListenerProbe::Run() {
  // Nothing to wait for but the end.
  while (!Await(end_.get(), POLLIN, Clock::now() + options_.interval)) Look();
}

bool ListenerProbe::Await(int fd, short events, Clock::time_point until) const {
  std::array<pollfd, 2> waiting = {pollfd{fd, events, 0}, pollfd{end_.get(), POLLIN, 0}};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
  const int timeout = static_cast<int>(std::max<int64_t>(left.count(), 0));
  while (poll(waiting.data(), waiting.size(), timeout) < 0 && errno == EINTR) {
  }
  return waiting[0].revents != 0;
}

void ListenerProbe::Look() {
  const auto asked_at = Clock::now();
  Answer worst = Answer::kGiven;
  for (const Place& place : places_) worst = std::max(worst, Ask(place));
  if (poll(std::array<pollfd, 1>{pollfd{end_.get(), POLLIN, 0}}.data(), 1, 0) > 0) return;
  const auto now = Clock::now();
  // Where this thread stood still, as in a process that was stopped, so may the others have.
  if (now - asked_at > options_.answer_max * (static_cast<int>(places_.size()) + 1)) return;
  if (worst != Answer::kNone) {
    answered_at_ = now;
    is_deaf_ = false;
    return report_(worst == Answer::kGiven ? "" : "turns callers away");
  }
  const auto silent = std::chrono::duration_cast<std::chrono::seconds>(now - answered_at_);
  report_(absl::StrCat("has not answered for ", silent.count(), " s"));
  if (now - answered_at_ >= options_.deaf_after && !std::exchange(is_deaf_, true)) deaf_();
}

ListenerProbe::Answer ListenerProbe::Ask(const Place& place) const {
  const OwnedFd fd(socket(place.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  // Without a descriptor nobody can be let in either; the listener may hear all the same.
  if (!fd) return Answer::kTurnedAway;
  const auto until = Clock::now() + options_.answer_max;
  const int connected =
      connect(fd.get(), reinterpret_cast<const sockaddr*>(&place.address), place.bytes);
  if (connected != 0 && errno != EINPROGRESS) return Answer::kNone;
  if (!Await(fd.get(), POLLOUT, until)) return Answer::kNone;
  const ssize_t sent = send(fd.get(), greeting_.data(), greeting_.size(), MSG_NOSIGNAL);
  if (sent < 0 && errno == ECONNREFUSED) return Answer::kNone;
  return AwaitAnswer(fd.get(), until);
}

ListenerProbe::Answer ListenerProbe::AwaitAnswer(int fd, Clock::time_point until) const {
  if (!Await(fd, POLLIN, until)) return Answer::kNone;
  char first = 0;
  const ssize_t received = recv(fd, &first, 1, 0);
  if (received > 0) return Answer::kGiven;
  return received < 0 && errno == ECONNREFUSED ? Answer::kNone : Answer::kTurnedAway;
}

}  // namespace imageco::server
