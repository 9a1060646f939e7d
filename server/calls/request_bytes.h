#ifndef IMAGECO_SERVER_CALLS_REQUEST_BYTES_H_
#define IMAGECO_SERVER_CALLS_REQUEST_BYTES_H_

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <optional>

#include "bridge/failure.h"

namespace imageco::server {

// Reads `request` from the bytes that a caller sent; INVALID_REQUEST, naming every field at fault,
// where they are no such message. gRPC's own answer to that is UNIMPLEMENTED without a word. Logs
// what it refuses, and no value of it.
std::optional<bridge::Failure> ReadRequest(const grpc::ByteBuffer& bytes,
                                           google::protobuf::Message& request);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_REQUEST_BYTES_H_
