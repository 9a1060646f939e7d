#ifndef IMAGECO_COMPLAINT_CANCELLATION_H_
#define IMAGECO_COMPLAINT_CANCELLATION_H_

#include <memory>
#include <utility>

namespace imageco::complaint {

class CancelState;

// Shows a call whether its caller still wants it. Copies show the same. Safe on any thread.
class CancelToken {
 public:
  // Never cancelled.
  CancelToken() = default;

  bool IsCancelled() const;

 private:
  friend class CancelSource;
  friend class CancelState;
  explicit CancelToken(std::shared_ptr<CancelState> state) : state_(std::move(state)) {}

  std::shared_ptr<CancelState> state_;
};

// Cancels the calls that hold its tokens. Copies cancel the same. Safe on any thread.
class CancelSource {
 public:
  CancelSource();

  CancelToken token() const { return CancelToken(state_); }

  // Ends the calls under way with Code::kCancelled, and those that begin later before they do. For
  // good: a call that is not to be cancelled takes another source.
  void Cancel();

 private:
  std::shared_ptr<CancelState> state_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_COMPLAINT_CANCELLATION_H_
