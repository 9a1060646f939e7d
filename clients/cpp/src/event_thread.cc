#include "clients/cpp/src/event_thread.h"

#include <utility>

namespace imageco::complaint {

EventThread::EventThread()
    : state_(std::make_shared<State>()), thread_([state = state_] { Serve(*state); }) {}

EventThread::~EventThread() {
  state_->queue.Shutdown();
  if (thread_.get_id() == std::this_thread::get_id()) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

void* EventThread::Tag(Event event) {
  auto owned = std::make_unique<Event>(std::move(event));
  void* const tag = owned.get();
  const std::lock_guard lock(state_->mutex);
  state_->events.emplace(tag, std::move(owned));
  return tag;
}

void EventThread::Serve(State& state) {
  void* tag = nullptr;
  bool ok = false;
  while (state.queue.Next(&tag, &ok)) {
    std::unique_ptr<Event> event;
    {
      const std::lock_guard lock(state.mutex);
      event = std::move(state.events.extract(tag).mapped());
    }
    (*event)(ok);
  }
}

}  // namespace imageco::complaint
