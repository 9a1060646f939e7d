#ifndef IMAGECO_SERVER_RPC_RPC_THREAD_H_
#define IMAGECO_SERVER_RPC_RPC_THREAD_H_

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "bridge/base/loop.h"

namespace imageco::server {

// What an operation of gRPC is told to by its completion queue: the tag of it.
class Completion {
 public:
  // `ok` as gRPC means it for that operation. On the RPC thread.
  virtual void Complete(bool ok) = 0;

 protected:
  ~Completion() = default;
};

// The completion that calls a method of its owner.
template <typename Owner, void (Owner::*kMethod)(bool ok)>
class CompletionOf final : public Completion {
 public:
  explicit CompletionOf(Owner& owner) : owner_(owner) {}
  void Complete(bool ok) override { (owner_.*kMethod)(ok); }

 private:
  Owner& owner_;
};

// The only thread that turns gRPC in this process: it reads and writes connections, and runs what
// is done with calls. It and the loop's thread give each other work by the turn, so that whoever
// sleeps is woken once for all that came together.
class RpcThread {
 public:
  using Callback = bridge::base::Callback;

  // `loop` outlives it.
  explicit RpcThread(bridge::base::Loop& loop) : loop_(loop) {}
  RpcThread(const RpcThread&) = delete;
  RpcThread& operator=(const RpcThread&) = delete;
  ~RpcThread() { End(); }

  // What it is to turn, before anything else.
  void Use(std::unique_ptr<grpc::ServerCompletionQueue> queue) { queue_ = std::move(queue); }

  // Turns it from now on. ResourceExhaustedError: the system has no thread left.
  absl::Status Start();

  // Once the server is shut down, and before it is gone: gives back what is left. Nothing runs here
  // after that.
  void End();

  // For operations that are begun on this thread, or before Start.
  grpc::ServerCompletionQueue* queue() const { return queue_.get(); }

  // Runs `callback` on this thread. Any thread.
  void Post(Callback callback);

  // The same for the loop's thread, which says so once for each of its turns.
  void PostFromLoop(Callback callback);

  // Runs `callback` on the loop's thread. On this thread, which says so once for each of its turns.
  void PostToLoop(Callback callback);

 private:
  using Callbacks = std::vector<Callback>;

  void Run();
  void RunPosted(bool ok);
  void FlushToLoop();

  bridge::base::Loop& loop_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  Callbacks to_loop_;    // of this thread
  Callbacks from_loop_;  // of the loop's

  std::mutex mutex_;       // not absl::Mutex, as in EpollLoop
  Callbacks posted_;       // guarded by mutex_
  bool is_woken_ = false;  // guarded by mutex_
  bool is_over_ = false;   // guarded by mutex_
  CompletionOf<RpcThread, &RpcThread::RunPosted> run_posted_{*this};
  grpc::Alarm wake_up_;
  std::thread thread_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_RPC_RPC_THREAD_H_
