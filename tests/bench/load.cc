#include "tests/bench/load.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <grpcpp/grpcpp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "tests/bench/sample.h"
#include "tests/bench/window.h"

namespace imageco::bench {
namespace {

using complaint::v1::ComplaintService;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};

struct Call {
  std::optional<grpc::ClientContext> context;
  ReplyRequest request;
  ReplyResponse response;
  grpc::Status status;
  std::unique_ptr<grpc::ClientAsyncResponseReader<ReplyResponse>> reader;
  steady_clock::time_point intended;
};

// Calls that are not under way, of `count` at most.
class IdleCalls {
 public:
  IdleCalls(int count, const ReplyRequest& request) : left_(count), request_(request) {}

  // Waits for one.
  Call& Take() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &IdleCalls::HasOne));
    if (idle_.empty()) {
      --left_;
      all_.push_back(std::make_unique<Call>());
      all_.back()->request = request_;
      return *all_.back();
    }
    Call& call = *idle_.back();
    idle_.pop_back();
    return call;
  }

  void Return(Call& call) {
    const absl::MutexLock lock(&mutex_);
    idle_.push_back(&call);
  }

 private:
  bool HasOne() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return left_ > 0 || !idle_.empty(); }

  absl::Mutex mutex_;
  int left_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Call>> all_ ABSL_GUARDED_BY(mutex_);
  std::vector<Call*> idle_ ABSL_GUARDED_BY(mutex_);
  const ReplyRequest request_;
};

std::string ReasonOf(const grpc::Status& status) {
  google::rpc::Status details;
  google::rpc::ErrorInfo info;
  details.ParseFromString(status.error_details());
  for (const auto& any : details.details()) {
    if (any.UnpackTo(&info)) return info.reason();
  }
  return absl::StrCat("gRPC code ", status.error_code());
}

// Each on a connection of its own.
std::vector<std::unique_ptr<ComplaintService::Stub>> Connect(const std::string& target, int count) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  std::vector<std::unique_ptr<ComplaintService::Stub>> stubs;
  for (int i = 0; i < count; ++i) {
    const auto channel =
        grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
    if (!channel->WaitForConnected(std::chrono::system_clock::now() + kPatience)) {
      std::fprintf(stderr, "%s: nobody listens\n", target.c_str());
      std::exit(1);
    }
    stubs.push_back(ComplaintService::NewStub(channel));
  }
  return stubs;
}

// One thread begins the replies of an open loop, and the caller's ends all; that of a closed loop
// does both.
class Loader {
 public:
  explicit Loader(const LoadOptions& options)
      : options_(options),
        stubs_(Connect(options.target, options.connections)),
        idle_(options.rate > 0 ? options.in_flight_max : options.callers,
              SampleReply(options.isspid)),
        window_(options.pid, options.warm_up, options.duration) {}

  LoadReport Run() {
    std::thread pacer;
    if (options_.rate > 0) {
      pacer = std::thread([this] { BeginByTime(); });
    } else {
      BeginCallers();
    }
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) End(*static_cast<Call*>(tag));
    if (pacer.joinable()) pacer.join();
    window_.Close(report_);
    return std::move(report_);
  }

 private:
  void BeginByTime() {
    prctl(PR_SET_TIMERSLACK, 1);
    const std::chrono::duration<double> pause(1 / options_.rate);
    for (int i = 0; i < options_.replies_max; ++i) {
      const auto due =
          window_.start() + std::chrono::duration_cast<steady_clock::duration>(pause * i);
      std::this_thread::sleep_until(due);
      Call& call = idle_.Take();
      if (std::max(due, steady_clock::now()) >= window_.end()) break;
      Begin(call, due);
    }
    queue_.Shutdown();
  }

  void BeginCallers() {
    for (int i = 0; i < options_.callers && begun_ < options_.replies_max; ++i) {
      ++callers_;
      Begin(idle_.Take(), steady_clock::now());
    }
  }

  void Begin(Call& call, steady_clock::time_point intended) {
    const auto now = steady_clock::now();
    if (window_.Holds(intended)) {
      ++report_.offered;
      report_.late_max_us = std::max(report_.late_max_us, Microseconds(now - intended));
    }
    call.intended = intended;
    call.request.set_transaction_id(absl::StrCat(options_.id_prefix, begun_));
    call.context.emplace();
    call.context->set_deadline(std::chrono::system_clock::now() +
                               absl::ToChronoNanoseconds(options_.deadline));
    auto& stub = *stubs_[static_cast<size_t>(begun_++) % stubs_.size()];
    call.reader = stub.PrepareAsyncReply(&*call.context, call.request, &queue_);
    call.reader->StartCall();
    call.reader->Finish(&call.response, &call.status, &call);
  }

  void End(Call& call) {
    const auto now = steady_clock::now();
    ++report_.ended;
    if (call.status.ok() && window_.Holds(now)) ++report_.delivered_in_window;
    if (window_.Holds(call.intended)) Note(call, Microseconds(now - call.intended));
    if (options_.rate > 0) return idle_.Return(call);
    if (now < window_.end() && begun_ < options_.replies_max) return Begin(call, now);
    if (--callers_ == 0) queue_.Shutdown();
  }

  void Note(const Call& call, uint32_t microseconds) {
    if (call.status.ok()) return report_.delivered_us.push_back(microseconds);
    report_.refused_us.push_back(microseconds);
    ++report_.refused[ReasonOf(call.status)];
    if (report_.first_refusal.empty()) report_.first_refusal = call.status.error_message();
  }

  const LoadOptions& options_;
  grpc::CompletionQueue queue_;
  const std::vector<std::unique_ptr<ComplaintService::Stub>> stubs_;
  IdleCalls idle_;
  int begun_ = 0;
  int callers_ = 0;  // of a closed loop, who are not done
  LoadReport report_;
  Window window_;  // begins with the load
};

}  // namespace

LoadReport PutLoad(const LoadOptions& options) { return Loader(options).Run(); }

}  // namespace imageco::bench
