#include "server/rpc/unknown_methods.h"

#include <memory>
#include <string>

namespace imageco::server {

class UnknownMethods::Call {
 public:
  // The next one that comes.
  static void Take(UnknownMethods& methods, RpcThread& thread) {
    auto* call = new Call(methods, thread);
    call->context_.AsyncNotifyWhenDone(&call->let_go_);
    methods.service_.RequestCall(&call->context_, &call->stream_, thread.queue(), thread.queue(),
                                 &call->begun_);
  }

  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  Call(UnknownMethods& methods, RpcThread& thread) : methods_(methods), thread_(thread) {}

  void Begin(bool ok) {
    if (!ok) {
      delete this;
      return;
    }
    Take(methods_, thread_);
    connection_ = ConnectionOf(context_.peer());
    methods_.calls_.Begin(connection_, /*is_ours=*/false);
    stream_.Finish({grpc::StatusCode::UNIMPLEMENTED, "no such method"}, &ended_);
  }

  void End(bool /*ok*/) { Close(); }

  void LetGo(bool /*ok*/) {
    if (context_.IsCancelled()) methods_.calls_.GivenUp(connection_);
    Close();
  }

  void Close() {
    if (--open_ > 0) return;
    methods_.calls_.End(connection_);
    delete this;
  }

  UnknownMethods& methods_;
  RpcThread& thread_;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter stream_{&context_};
  std::string connection_;
  int open_ = 2;  // of the last two
  CompletionOf<Call, &Call::Begin> begun_{*this};
  CompletionOf<Call, &Call::End> ended_{*this};
  CompletionOf<Call, &Call::LetGo> let_go_{*this};
};

void UnknownMethods::TakeCalls(RpcThread& thread) { Call::Take(*this, thread); }

}  // namespace imageco::server
