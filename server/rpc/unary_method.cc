#include "server/rpc/unary_method.h"

namespace imageco::server {

RpcThread& UnaryCall::thread() const { return *method_.thread_; }

void UnaryCall::Finish(const grpc::ByteBuffer& answer, const grpc::Status& status) {
  if (status.ok()) {
    writer_.Finish(answer, status, &ended_);
  } else {
    writer_.FinishWithError(status, &ended_);
  }
}

// Without `ok` the server shuts down, and of what did not begin gRPC tells no more.
void UnaryCall::Begin(bool ok) {
  std::unique_ptr<UnaryCall> call(this);
  if (!ok) return;
  method_.TakeCall();
  method_.serve_(std::move(call));
}

void UnaryCall::End(bool /*ok*/) {
  if (--open_ == 0) server_->OnDone();
}

void UnaryCall::LetGo(bool /*ok*/) {
  if (context_.IsCancelled()) server_->OnCancel();
  if (--open_ == 0) server_->OnDone();
}

void UnaryMethod::TakeCalls(RpcThread& thread, int together) {
  thread_ = &thread;
  for (int i = 0; i < together; ++i) TakeCall();
}

void UnaryMethod::TakeCall() {
  auto* call = new UnaryCall(*this);
  call->context_.AsyncNotifyWhenDone(&call->let_go_);
  request_(&call->context_, &call->request_, &call->writer_, thread_->queue(), thread_->queue(),
           &call->begun_);
}

}  // namespace imageco::server
