#include "server/calls/request_bytes.h"

#include <grpcpp/support/proto_buffer_reader.h>

#include <string_view>
#include <utility>
#include <vector>

#include "bridge/base/log.h"
#include "bridge/base/log_limit.h"
#include "server/calls/encoding_faults.h"

namespace imageco::server {
namespace {

using bridge::Failure;
using bridge::gateway::FieldFault;
using google::protobuf::Descriptor;
using google::protobuf::Message;

bool Parse(const grpc::ByteBuffer& bytes, Message& request) {
  grpc::ByteBuffer shared(bytes);  // the reader wants one that it may change
  grpc::ProtoBufferReader reader(&shared);
  return reader.status().ok() && request.ParseFromZeroCopyStream(&reader);
}

std::vector<FieldFault> FaultsOf(const grpc::ByteBuffer& bytes, const Descriptor& message) {
  grpc::Slice slice;
  if (!bytes.DumpToSingleSlice(&slice).ok()) return {{message.name(), "encoding: unreadable"}};
  const std::string_view text(reinterpret_cast<const char*>(slice.begin()), slice.size());
  std::vector<FieldFault> faults = EncodingFaults(text, message);
  if (faults.empty()) faults.push_back({message.name(), "encoding: Protobuf does not read it"});
  return faults;
}

}  // namespace

std::optional<Failure> ReadRequest(const grpc::ByteBuffer& bytes, Message& request) {
  if (Parse(bytes, request)) return std::nullopt;
  Failure failure = bridge::InvalidRequest(FaultsOf(bytes, *request.GetDescriptor()));
  static bridge::base::LogLimit& limit = *new bridge::base::LogLimit("request unreadable");
  if (!limit.Admits()) return failure;
  bridge::base::Log(bridge::base::Severity::kInfo, "a request that cannot be read",
                    {{"request", std::string_view(request.GetDescriptor()->name())},
                     {"detail", std::string_view(failure.message)}});
  return failure;
}

}  // namespace imageco::server
