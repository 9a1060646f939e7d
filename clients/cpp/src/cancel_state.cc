#include "clients/cpp/src/cancel_state.h"

#include <utility>

namespace imageco::complaint {

CancelState::Watch::Watch(const CancelToken& token, std::function<void()> on_cancel)
    : state_(token.state_) {
  if (state_ == nullptr) return;
  const std::lock_guard lock(state_->mutex_);
  if (state_->cancelled_) on_cancel();
  place_ = state_->watchers_.insert(state_->watchers_.end(), std::move(on_cancel));
}

CancelState::Watch::~Watch() {
  if (state_ == nullptr) return;
  const std::lock_guard lock(state_->mutex_);
  state_->watchers_.erase(place_);
}

bool CancelState::IsCancelled() const {
  const std::lock_guard lock(mutex_);
  return cancelled_;
}

void CancelState::Cancel() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(cancelled_, true)) return;
  // Under the lock, so that no watcher goes while it is called.
  for (const auto& on_cancel : watchers_) on_cancel();
}

bool CancelToken::IsCancelled() const { return state_ != nullptr && state_->IsCancelled(); }

CancelSource::CancelSource() : state_(std::make_shared<CancelState>()) {}

void CancelSource::Cancel() { state_->Cancel(); }

}  // namespace imageco::complaint
