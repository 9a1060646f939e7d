#include "server/operations/http_port.h"

#include <microhttpd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstdint>
#include <list>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "server/listener/listen_socket.h"

namespace imageco::server {
namespace {

HttpAnswer NoSuchPage() { return {MHD_HTTP_NOT_FOUND, "text/plain; charset=utf-8", "not found\n"}; }
HttpAnswer OnlyRead() {
  return {MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "GET and HEAD alone\n"};
}

MHD_Result Send(MHD_Connection* connection, const HttpAnswer& answer) {
  MHD_Response* response = MHD_create_response_from_buffer(
      answer.body.size(), const_cast<char*>(answer.body.data()), MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.content_type.c_str());
  MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  // One answer for each: nobody holds a connection, and what is piped behind a request is not read.
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
  if (answer.status == MHD_HTTP_METHOD_NOT_ALLOWED) {
    MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
  }
  const MHD_Result queued = MHD_queue_response(connection, answer.status, response);
  MHD_destroy_response(response);
  return queued;
}

}  // namespace

// libmicrohttpd's daemon, and what it calls, all on its thread.
class HttpPort::Daemon {
 public:
  Daemon(ListenSocket socket, HttpPages pages, const HttpPortOptions& options)
      : socket_(std::move(socket)),
        pages_(std::move(pages)),
        connections_max_(options.connections_max) {
    const auto silence =
        static_cast<unsigned>(std::max<int64_t>(1, absl::ToInt64Seconds(options.silence_max)));
    // Twice as many as there may be: those that were ended are still there for a moment.
    daemon_ = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, nullptr, nullptr, &Daemon::Answer, this,
        MHD_OPTION_LISTEN_SOCKET, socket_.fd(), MHD_OPTION_CONNECTION_LIMIT,
        static_cast<unsigned>(2 * connections_max_), MHD_OPTION_CONNECTION_TIMEOUT, silence,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options.request_bytes_max, MHD_OPTION_NOTIFY_CONNECTION,
        &Daemon::Notify, this, MHD_OPTION_END);
  }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon() {
    if (daemon_ == nullptr) return;
    // Its socket is ours to close.
    MHD_quiesce_daemon(daemon_);
    MHD_stop_daemon(daemon_);
  }

  bool runs() const { return daemon_ != nullptr; }

 private:
  static MHD_Result Answer(void* self, MHD_Connection* connection, const char* url,
                           const char* method, const char* /*version*/, const char* /*upload*/,
                           size_t* /*upload_bytes*/, void** /*request*/) {
    const std::string_view verb = method;
    if (verb != MHD_HTTP_METHOD_GET && verb != MHD_HTTP_METHOD_HEAD) {
      return Send(connection, OnlyRead());
    }
    const HttpPages& pages = static_cast<Daemon*>(self)->pages_;
    const auto page = pages.find(url);
    return Send(connection, page == pages.end() ? NoSuchPage() : page->second());
  }

  static void Notify(void* self, MHD_Connection* connection, void** /*socket*/,
                     MHD_ConnectionNotificationCode what) {
    auto& open = static_cast<Daemon*>(self)->open_;
    const int fd =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
      open.remove(fd);
      return;
    }
    // libmicrohttpd closes it, once it sees that it is at its end.
    if (open.size() >= static_cast<Daemon*>(self)->connections_max_) {
      shutdown(open.front(), SHUT_RDWR);
      open.pop_front();
    }
    open.push_back(fd);
  }

  const ListenSocket socket_;
  const HttpPages pages_;
  const size_t connections_max_;
  std::list<int> open_;  // of the daemon's thread; the oldest first
  MHD_Daemon* daemon_ = nullptr;
};

absl::StatusOr<std::unique_ptr<HttpPort>> HttpPort::Listen(const std::string& address,
                                                           HttpPages pages,
                                                           HttpPortOptions options) {
  auto sockets = ListenOn(address);
  if (!sockets.ok()) return sockets.status();
  const int port = sockets->front().port();
  auto daemon = std::make_unique<Daemon>(std::move(sockets->front()), std::move(pages), options);
  if (!daemon->runs()) return absl::UnavailableError("libmicrohttpd does not start");
  return std::unique_ptr<HttpPort>(new HttpPort(port, std::move(daemon)));
}

HttpPort::HttpPort(int port, std::unique_ptr<Daemon> daemon)
    : port_(port), daemon_(std::move(daemon)) {}

HttpPort::~HttpPort() = default;

}  // namespace imageco::server
