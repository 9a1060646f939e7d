#ifndef IMAGECO_SERVER_RPC_UNARY_METHOD_H_
#define IMAGECO_SERVER_RPC_UNARY_METHOD_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "server/rpc/rpc_thread.h"

namespace imageco::server {

class UnaryMethod;

// A call that has come, in bytes. Of the RPC thread, but for what is said otherwise.
class UnaryCall {
 public:
  // Whoever serves it.
  class Server {
   public:
    // Its caller awaits it no more, and did not hear its end.
    virtual void OnCancel() = 0;
    // After Finish, and last: gRPC has let go of the call.
    virtual void OnDone() = 0;

   protected:
    ~Server() = default;
  };

  explicit UnaryCall(UnaryMethod& method) : method_(method) {}
  UnaryCall(const UnaryCall&) = delete;
  UnaryCall& operator=(const UnaryCall&) = delete;

  const grpc::ServerContext& context() const { return context_; }
  const grpc::ByteBuffer& request() const { return request_; }

  // Any thread.
  RpcThread& thread() const;

  // Whom to tell from now on, which outlives the call.
  void SetServer(Server& server) { server_ = &server; }

  // Ends the call. Once.
  void Finish(const grpc::ByteBuffer& answer, const grpc::Status& status);

 private:
  friend class UnaryMethod;

  void Begin(bool ok);
  void End(bool ok);
  void LetGo(bool ok);

  UnaryMethod& method_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_{&context_};
  Server* server_ = nullptr;
  int open_ = 2;  // of the two that follow
  CompletionOf<UnaryCall, &UnaryCall::Begin> begun_{*this};
  CompletionOf<UnaryCall, &UnaryCall::End> ended_{*this};
  CompletionOf<UnaryCall, &UnaryCall::LetGo> let_go_{*this};
};

// Takes the calls of one method as they come.
class UnaryMethod {
 public:
  // What gRPC generates for a method whose messages are bytes.
  using Request = std::function<void(grpc::ServerContext*, grpc::ByteBuffer*,
                                     grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>*,
                                     grpc::CompletionQueue*, grpc::ServerCompletionQueue*, void*)>;
  using Serve = std::function<void(std::unique_ptr<UnaryCall> call)>;

  // `serve` is to make itself the server of the call, and is called on the RPC thread.
  UnaryMethod(Request request, Serve serve)
      : request_(std::move(request)), serve_(std::move(serve)) {}
  UnaryMethod(const UnaryMethod&) = delete;
  UnaryMethod& operator=(const UnaryMethod&) = delete;

  // Takes `together` calls, and for each that came another one, until the server shuts down. Before
  // any comes; `thread`, and this, outlive them.
  void TakeCalls(RpcThread& thread, int together);

 private:
  friend class UnaryCall;

  void TakeCall();

  const Request request_;
  const Serve serve_;
  RpcThread* thread_ = nullptr;
};

// A service that takes its calls on the RPC thread.
class RpcService {
 public:
  // To be registered.
  virtual grpc::Service& service() = 0;

  // From the start of its server to its shutdown. `thread` outlives its calls.
  virtual void TakeCalls(RpcThread& thread) = 0;

 protected:
  ~RpcService() = default;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_RPC_UNARY_METHOD_H_
