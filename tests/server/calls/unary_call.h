#ifndef IMAGECO_TESTS_SERVER_CALLS_UNARY_CALL_H_
#define IMAGECO_TESTS_SERVER_CALLS_UNARY_CALL_H_

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>

// Calls of services whose stubs nobody generates here: health, reflection. Their messages
// are in the process, since the server links them.
namespace imageco::server {

// Calls `method`, e.g. "/grpc.health.v1.Health/Check", with one request and one response.
grpc::Status CallUnary(const std::string& address, const std::string& method,
                       const google::protobuf::Message& request,
                       google::protobuf::Message& response);

// The same with any bytes in place of the request, or nothing at all.
grpc::Status CallWithBytes(const std::string& address, const std::string& method,
                           const std::optional<std::string>& bytes);

// An empty message of the type with that full name. Dies where the process does not link it.
std::unique_ptr<google::protobuf::Message> MakeMessage(const std::string& type);

// The same, filled from `text` in text format.
std::unique_ptr<google::protobuf::Message> MakeMessage(const std::string& type,
                                                       const std::string& text);

}  // namespace imageco::server

#endif  // IMAGECO_TESTS_SERVER_CALLS_UNARY_CALL_H_
