#ifndef IMAGECO_CLIENTS_CPP_SRC_CANCEL_STATE_H_
#define IMAGECO_CLIENTS_CPP_SRC_CANCEL_STATE_H_

#include <functional>
#include <list>
#include <memory>
#include <mutex>

#include "imageco/complaint/cancellation.h"

namespace imageco::complaint {

// What a CancelSource and its tokens share.
class CancelState {
 public:
  // Runs `on_cancel` when the token is cancelled, at once where it is already, and never after this
  // object is gone. `on_cancel` does not block.
  class Watch {
   public:
    Watch(const CancelToken& token, std::function<void()> on_cancel);
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;
    ~Watch();

   private:
    const std::shared_ptr<CancelState> state_;
    std::list<std::function<void()>>::iterator place_;
  };

  bool IsCancelled() const;
  void Cancel();

 private:
  mutable std::mutex mutex_;
  bool cancelled_ = false;
  std::list<std::function<void()>> watchers_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_CANCEL_STATE_H_
