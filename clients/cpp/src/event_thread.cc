#include "clients/cpp/src/event_thread.h"

#include <utility>

namespace imageco::complaint {
namespace {

void Serve(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) {
    const std::unique_ptr<EventThread::Event> event(static_cast<EventThread::Event*>(tag));
    (*event)(ok);
  }
}

}  // namespace

EventThread::EventThread()
    : queue_(std::make_shared<grpc::CompletionQueue>()),
      thread_([queue = queue_] { Serve(*queue); }) {}

EventThread::~EventThread() {
  queue_->Shutdown();
  if (thread_.get_id() == std::this_thread::get_id()) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

}  // namespace imageco::complaint
