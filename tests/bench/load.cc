#include "tests/bench/load.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/strings/str_cat.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "tests/server/complaint_server_fixture.h"

namespace imageco::bench {
namespace {

using complaint::v1::ComplaintService;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using std::chrono::steady_clock;

// What the callers share.
class Book {
 public:
  explicit Book(const Load& load)
      : load_(load), callers_(load.callers), give_up_(steady_clock::now() + load.duration_max) {}

  // The number of the next reply; -1 where there is none.
  int Begin() {
    const std::lock_guard lock(mutex_);
    if (begun_ >= load_.replies_max || steady_clock::now() >= give_up_) return -1;
    return begun_++;
  }

  void End(const grpc::Status& status) {
    const std::lock_guard lock(mutex_);
    if (status.ok()) {
      ++result_.delivered;
    } else if (result_.failed++ == 0) {
      result_.first_failure = absl::StrCat(server::ReasonOf(status), ": ", status.error_message());
    }
  }

  void Leave() {
    const std::lock_guard lock(mutex_);
    if (--callers_ == 0) all_left_.notify_one();
  }

  LoadResult AwaitAll() {
    std::unique_lock lock(mutex_);
    all_left_.wait(lock, [this] { return callers_ == 0; });
    return result_;
  }

 private:
  const Load& load_;
  std::mutex mutex_;  // guards all below
  std::condition_variable all_left_;
  int callers_;
  const steady_clock::time_point give_up_;
  int begun_ = 0;
  LoadResult result_;
};

// Sends one reply after the other.
class Caller {
 public:
  Caller(ComplaintService::Stub& stub, Book& book, const std::string& id_prefix)
      : stub_(stub), book_(book), id_prefix_(id_prefix), request_(server::ReplyWithId("")) {}

  void SendNext() {
    const int number = book_.Begin();
    if (number < 0) return book_.Leave();
    request_.set_transaction_id(absl::StrCat(id_prefix_, number));
    response_.Clear();
    context_.emplace();
    context_->set_deadline(std::chrono::system_clock::now() + server::kPatience);
    stub_.async()->Reply(&*context_, &request_, &response_, [this](const grpc::Status& status) {
      book_.End(status);
      SendNext();
    });
  }

 private:
  ComplaintService::Stub& stub_;
  Book& book_;
  const std::string& id_prefix_;
  ReplyRequest request_;
  ReplyResponse response_;
  std::optional<grpc::ClientContext> context_;
};

}  // namespace

LoadResult PutLoad(const std::string& address, const Load& load) {
  const auto channel = grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  const auto stub = ComplaintService::NewStub(channel);
  channel->WaitForConnected(std::chrono::system_clock::now() + server::kPatience);
  Book book(load);
  std::vector<std::unique_ptr<Caller>> callers;
  for (int i = 0; i < load.callers; ++i) {
    callers.push_back(std::make_unique<Caller>(*stub, book, load.id_prefix));
  }
  const auto start = steady_clock::now();
  for (const auto& caller : callers) caller->SendNext();
  LoadResult result = book.AwaitAll();
  result.seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
  return result;
}

}  // namespace imageco::bench
