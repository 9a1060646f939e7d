#include "tests/bench/raw_exchange.h"

#include <curl/curl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "tests/bench/sample.h"
#include "tests/bench/window.h"

namespace imageco::bench {
namespace {

using std::chrono::steady_clock;
using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Multi = std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

size_t Ignore(char*, size_t size, size_t count, void*) { return size * count; }

// What libcurl wants to be told of, kept in an epoll set.
class Sockets {
 public:
  explicit Sockets(CURLM* multi) : multi_(multi) {
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Sockets::OnSocket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Sockets::OnTimer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
  }
  Sockets(const Sockets&) = delete;
  Sockets& operator=(const Sockets&) = delete;
  ~Sockets() { close(epoll_); }

  // Waits, and tells libcurl.
  void Turn() {
    std::array<epoll_event, 256> events{};
    const int count =
        epoll_wait(epoll_, events.data(), events.size(), static_cast<int>(timeout_ms_));
    int running = 0;
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<size_t>(i)];
      const int what = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                       ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                       ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
      curl_multi_socket_action(multi_, event.data.fd, what, &running);
    }
    if (timeout_ms_ < 0 || (count > 0 && timeout_ms_ > 0)) return;
    timeout_ms_ = -1;
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }

 private:
  static int OnSocket(CURL*, curl_socket_t fd, int what, void* self, void* known) {
    auto& sockets = *static_cast<Sockets*>(self);
    epoll_event event{};
    event.data.fd = fd;
    event.events =
        ((what & CURL_POLL_IN) != 0 ? EPOLLIN : 0u) | ((what & CURL_POLL_OUT) != 0 ? EPOLLOUT : 0u);
    if (what == CURL_POLL_REMOVE) {
      epoll_ctl(sockets.epoll_, EPOLL_CTL_DEL, fd, nullptr);
    } else {
      epoll_ctl(sockets.epoll_, known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, fd, &event);
      curl_multi_assign(sockets.multi_, fd, self);
    }
    return 0;
  }

  static int OnTimer(CURLM*, long timeout_ms, void* self) {
    static_cast<Sockets*>(self)->timeout_ms_ = timeout_ms;
    return 0;
  }

  CURLM* const multi_;
  const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  long timeout_ms_ = -1;
};

class RawExchanges {
 public:
  explicit RawExchanges(const RawExchangeOptions& options)
      : options_(options),
        sockets_(multi_.get()),
        window_(getpid(), options.warm_up, options.duration) {
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options.exchanges));
    begun_.resize(static_cast<size_t>(options.exchanges));
  }

  LoadReport Run() {
    for (size_t i = 0; i < begun_.size(); ++i) Begin(handles_.emplace_back(MakeHandle(i)).get(), i);
    while (under_way_ > 0) {
      sockets_.Turn();
      int left = 0;
      while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) End(*message);
    }
    window_.Close(report_);
    return std::move(report_);
  }

 private:
  Easy MakeHandle(size_t number) {
    Easy handle(curl_easy_init(), &curl_easy_cleanup);
    curl_easy_setopt(handle.get(), CURLOPT_URL, options_.url.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, message_.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(message_.size()));
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &Ignore);
    curl_easy_setopt(handle.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(handle.get(), CURLOPT_PRIVATE, reinterpret_cast<void*>(number));
    return handle;
  }

  void Begin(CURL* handle, size_t number) {
    begun_[number] = steady_clock::now();
    if (window_.Holds(begun_[number])) ++report_.offered;
    ++under_way_;
    curl_multi_add_handle(multi_.get(), handle);
  }

  void End(const CURLMsg& message) {
    CURL* const handle = message.easy_handle;
    void* number = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &number);
    if (message.data.result != CURLE_OK) {
      std::fprintf(stderr, "an exchange failed: %s\n", curl_easy_strerror(message.data.result));
      std::exit(1);
    }
    const auto now = steady_clock::now();
    const auto begun = begun_[reinterpret_cast<size_t>(number)];
    curl_multi_remove_handle(multi_.get(), handle);
    --under_way_;
    ++report_.ended;
    if (window_.Holds(now)) ++report_.delivered_in_window;
    if (window_.Holds(begun)) report_.delivered_us.push_back(Microseconds(now - begun));
    if (now < window_.end()) Begin(handle, reinterpret_cast<size_t>(number));
  }

  const RawExchangeOptions& options_;
  const std::string message_ = SampleMessage("resp202406170000000001");
  const List headers_{curl_slist_append(nullptr, "Content-Type: application/json; charset=UTF-8"),
                      &curl_slist_free_all};
  const Multi multi_{curl_multi_init(), &curl_multi_cleanup};
  Sockets sockets_;
  std::vector<steady_clock::time_point> begun_;  // by exchange
  std::vector<Easy> handles_;                    // before multi_, which they leave, ends
  int under_way_ = 0;
  LoadReport report_;
  Window window_;  // begins with the load
};

}  // namespace

LoadReport ExchangeRaw(const RawExchangeOptions& options) { return RawExchanges(options).Run(); }

}  // namespace imageco::bench
