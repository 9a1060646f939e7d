#include "tests/bench/load.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/bench/http2_connection.h"
#include "tests/bench/sample.h"
#include "tests/bench/window.h"

namespace imageco::bench {
namespace {

using std::chrono::steady_clock;
using Time = steady_clock::time_point;

constexpr char kMethod[] = "/imageco.complaint.v1.ComplaintService/Reply";

std::vector<Header> HeadersOf(const LoadOptions& options) {
  return {{":path", kMethod},
          {":authority", options.target},
          {"te", "trailers"},
          {"content-type", "application/grpc"},
          {"user-agent", "reply-bench"},
          {"grpc-accept-encoding", "identity, deflate, gzip"},
          {"grpc-timeout", absl::StrCat(absl::ToInt64Milliseconds(options.deadline), "m")}};
}

// Of a call whose time is over, whoever notices first.
constexpr char kTooLate[] = "deadline";
constexpr char kDeadlineExceeded[] = "4";

// What the trailers of a refusal say: the reason, else gRPC's code.
std::string ReasonOf(absl::string_view trailers) {
  if (trailers.empty()) return "connection ended";
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  const auto bytes = FindHeader(trailers, "grpc-status-details-bin").value_or("");
  // gRPC puts a NUL in front of metadata that is not in base64.
  if (!bytes.empty()) details.ParseFromString(bytes.substr(1));
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&info)) return info.reason();
  }
  const std::string code = FindHeader(trailers, "grpc-status").value_or("?");
  return code == kDeadlineExceeded ? kTooLate : absl::StrCat("gRPC code ", code);
}

// A message of gRPC: a flag, its length in four bytes, itself.
std::string Framed(const std::string& message) {
  std::string framed(5, '\0');
  framed[3] = static_cast<char>(message.size() >> 8);
  framed[4] = static_cast<char>(message.size());
  return framed + message;
}

struct Call {
  Time intended;
  Time deadline;
  bool ended = false;
};

// Of one load, on the thread that runs it.
class Loader {
 public:
  explicit Loader(const LoadOptions& options)
      : options_(options),
        reply_(SampleReply(options.isspid).SerializeAsString()),
        window_(options.pid, options.warm_up, options.duration) {
    connections_.resize(static_cast<size_t>(options.connections));
    flushed_.resize(connections_.size());
    for (size_t i = 0; i < connections_.size(); ++i) Connect(i);
  }
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;
  ~Loader() { close(epoll_); }

  LoadReport Run() {
    for (int i = 0; options_.rate == 0 && i < options_.callers; ++i) Begin(steady_clock::now());
    while (!IsDone()) {
      if (options_.rate > 0) BeginDue();
      EndOverdue();
      for (size_t i = 0; i < connections_.size(); ++i) Watch(i, connections_[i]->Flush());
      Await();
    }
    window_.Close(report_);
    return std::move(report_);
  }

 private:
  void Connect(size_t index) {
    connections_[index] = std::make_unique<Http2Connection>(
        options_.target, HeadersOf(options_),
        Http2Connection::Handlers{[this](int number) { return MessageOf(number); },
                                  [this](int number, bool answered, absl::string_view trailers) {
                                    End(number, answered, answered ? "" : ReasonOf(trailers));
                                  }});
    flushed_[index] = true;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = static_cast<uint32_t>(index);
    epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[index]->fd(), &event);
  }

  std::string MessageOf(int number) const {
    if (calls_[static_cast<size_t>(number)].ended) return "";
    complaint::v1::ReplyRequest id;
    id.set_transaction_id(absl::StrCat(options_.id_prefix, number));
    return Framed(reply_ + id.SerializeAsString());  // which reads as both together
  }

  bool MayBegin(Time now) const {
    return now < window_.end() && static_cast<int>(calls_.size()) < options_.replies_max;
  }

  bool IsDone() const {
    return under_way_ == 0 && (options_.rate == 0 || !MayBegin(steady_clock::now()));
  }

  Time NextDue() const {
    const std::chrono::duration<double> since(static_cast<double>(calls_.size()) / options_.rate);
    return window_.start() + std::chrono::duration_cast<steady_clock::duration>(since);
  }

  void BeginDue() {
    for (Time due = NextDue(); due <= steady_clock::now(); due = NextDue()) {
      if (!MayBegin(std::max(due, steady_clock::now()))) return;
      Begin(due);
    }
  }

  void Begin(Time intended) {
    const Time now = steady_clock::now();
    if (!MayBegin(now)) return;
    const auto patience = absl::ToChronoNanoseconds(options_.deadline);
    if (window_.Holds(intended)) {
      ++report_.offered;
      report_.late_max_us = std::max(report_.late_max_us, Microseconds(now - intended));
    }
    const auto number = static_cast<int>(calls_.size());
    calls_.push_back({.intended = intended, .deadline = now + patience});
    ++under_way_;
    ConnectionOf(number).Call(number);
  }

  Http2Connection& ConnectionOf(int number) {
    return *connections_[static_cast<size_t>(number) % connections_.size()];
  }

  // All have the same deadline, so that it comes for them in the order of their begins.
  void EndOverdue() {
    const Time now = steady_clock::now();
    for (; oldest_ < calls_.size(); ++oldest_) {
      if (calls_[oldest_].ended) continue;
      if (calls_[oldest_].deadline > now) return;
      const auto number = static_cast<int>(oldest_);
      ConnectionOf(number).Cancel(number);
      End(number, /*answered=*/false, kTooLate);
    }
  }

  void End(int number, bool answered, const std::string& reason) {
    const Time now = steady_clock::now();
    Call& call = calls_[static_cast<size_t>(number)];
    call.ended = true;
    --under_way_;
    ++report_.ended;
    if (answered && window_.Holds(now)) ++report_.delivered_in_window;
    if (window_.Holds(call.intended)) {
      (answered ? report_.delivered_us : report_.refused_us)
          .push_back(Microseconds(now - call.intended));
      if (!answered) ++report_.refused[reason];
    }
    if (options_.rate == 0) Begin(now);
  }

  void Watch(size_t index, bool flushed) {
    if (flushed_[index] == flushed) return;
    flushed_[index] = flushed;
    epoll_event event{};
    event.events = flushed ? EPOLLIN : EPOLLIN | EPOLLOUT;
    event.data.u32 = static_cast<uint32_t>(index);
    epoll_ctl(epoll_, EPOLL_CTL_MOD, connections_[index]->fd(), &event);
  }

  // Reads what comes until the next call is due or the oldest is overdue.
  void Await() {
    const Time now = steady_clock::now();
    Time next = now + std::chrono::seconds(1);
    if (now < window_.end()) next = std::min(next, window_.end());
    if (oldest_ < calls_.size()) next = std::min(next, calls_[oldest_].deadline);
    if (options_.rate > 0 && MayBegin(NextDue())) next = std::min(next, NextDue());
    const auto left = std::max(next - now, steady_clock::duration::zero());
    const timespec timeout = absl::ToTimespec(absl::FromChrono(left));
    std::array<epoll_event, 64> events{};
    const int count = epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<size_t>(i)];
      const bool has_more = (event.events & ~uint32_t{EPOLLOUT}) != 0;
      if (has_more && !connections_[event.data.u32]->Read()) Connect(event.data.u32);
    }
  }

  const LoadOptions& options_;
  const std::string reply_;  // without its transaction_id
  const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::unique_ptr<Http2Connection>> connections_;
  std::vector<bool> flushed_;  // by connection
  std::deque<Call> calls_;     // by number
  size_t oldest_ = 0;          // all before have ended
  int under_way_ = 0;
  LoadReport report_;
  Window window_;  // begins with the load
};

}  // namespace

LoadReport PutLoad(const LoadOptions& options) { return Loader(options).Run(); }

}  // namespace imageco::bench
