#include "tests/server/calls/unary_call.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/text_format.h>
#include <grpcpp/generic/generic_stub.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>

namespace imageco::server {
namespace {

constexpr std::chrono::seconds kCallTime{30};

[[noreturn]] void Die(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::abort();
}

}  // namespace

grpc::Status CallUnary(const std::string& address, const std::string& method,
                       const google::protobuf::Message& request,
                       google::protobuf::Message& response) {
  grpc::GenericStub stub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCallTime);
  const grpc::Slice slice(request.SerializeAsString());
  const grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  // Shared, since whoever waits may be gone before set_value returns.
  const auto ended = std::make_shared<std::promise<grpc::Status>>();
  std::future<grpc::Status> ending = ended->get_future();
  stub.UnaryCall(&context, method, {}, &sent, &received,
                 [ended](grpc::Status status) { ended->set_value(std::move(status)); });
  grpc::Status status = ending.get();
  if (!status.ok()) return status;
  grpc::Slice bytes;
  if (!received.DumpToSingleSlice(&bytes).ok() ||
      !response.ParseFromArray(bytes.begin(), static_cast<int>(bytes.size()))) {
    Die("not a message: " + method);
  }
  return status;
}

grpc::Status CallWithBytes(const std::string& address, const std::string& method,
                           const std::optional<std::string>& bytes) {
  grpc::GenericStub stub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCallTime);
  grpc::CompletionQueue queue;
  const auto stream = stub.PrepareCall(&context, method, &queue);
  const auto await = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
  };
  stream->StartCall(nullptr);
  await();
  if (bytes) {
    const grpc::Slice slice(*bytes);
    stream->WriteLast(grpc::ByteBuffer(&slice, 1), {}, nullptr);
  } else {
    stream->WritesDone(nullptr);
  }
  await();
  grpc::ByteBuffer answer;
  stream->Read(&answer, nullptr);
  await();
  grpc::Status status;
  stream->Finish(&status, nullptr);
  await();
  return status;
}

std::unique_ptr<google::protobuf::Message> MakeMessage(const std::string& type) {
  const auto* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
  if (descriptor == nullptr) Die("no such message: " + type);
  return std::unique_ptr<google::protobuf::Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
}

std::unique_ptr<google::protobuf::Message> MakeMessage(const std::string& type,
                                                       const std::string& text) {
  auto message = MakeMessage(type);
  if (!google::protobuf::TextFormat::ParseFromString(text, message.get())) Die("bad: " + text);
  return message;
}

}  // namespace imageco::server
