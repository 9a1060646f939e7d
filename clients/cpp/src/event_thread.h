#ifndef IMAGECO_CLIENTS_CPP_SRC_EVENT_THREAD_H_
#define IMAGECO_CLIENTS_CPP_SRC_EVENT_THREAD_H_

#include <grpcpp/completion_queue.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

namespace imageco::complaint {

// A thread that hears of the ends of gRPC's operations. Whoever starts one on `queue` outlives it.
class EventThread {
 public:
  using Event = std::function<void(bool ok)>;

  EventThread();
  EventThread(const EventThread&) = delete;
  EventThread& operator=(const EventThread&) = delete;
  // On this very thread too, where the last call ended there.
  ~EventThread();

  grpc::CompletionQueue* queue() { return &state_->queue; }

  // The tag of one operation on `queue`, whose end runs `event` here. On any thread.
  void* Tag(Event event);

 private:
  // Shared with the thread, which may be the last to use it.
  struct State {
    grpc::CompletionQueue queue;
    std::mutex mutex;
    std::map<void*, std::unique_ptr<Event>> events;  // by their tags
  };

  static void Serve(State& state);

  const std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_EVENT_THREAD_H_
