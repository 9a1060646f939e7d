#include "server/calls/unknown_methods.h"

#include "server/calls/peer.h"

namespace imageco::server {
namespace {

class UnknownCall final : public grpc::ServerGenericBidiReactor {
 public:
  UnknownCall(const grpc::CallbackServerContext& context, ConnectionCalls& calls)
      : connection_(ConnectionOf(context.peer())), calls_(calls) {
    calls_.Begin(connection_, /*is_ours=*/false);
    Finish({grpc::StatusCode::UNIMPLEMENTED, "no such method"});
  }
  UnknownCall(const UnknownCall&) = delete;
  UnknownCall& operator=(const UnknownCall&) = delete;
  ~UnknownCall() override { calls_.End(connection_); }

  void OnCancel() override { calls_.GivenUp(connection_); }
  void OnDone() override { delete this; }

 private:
  const std::string connection_;
  ConnectionCalls& calls_;
};

}  // namespace

grpc::ServerGenericBidiReactor* UnknownMethods::CreateReactor(
    grpc::GenericCallbackServerContext* context) {
  return new UnknownCall(*context, calls_);
}

}  // namespace imageco::server
