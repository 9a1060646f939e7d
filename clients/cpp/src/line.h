#ifndef IMAGECO_CLIENTS_CPP_SRC_LINE_H_
#define IMAGECO_CLIENTS_CPP_SRC_LINE_H_

#include <grpcpp/channel.h>

#include <memory>
#include <mutex>
#include <string>

#include "imageco/complaint/client.h"
#include "imageco/complaint/result.h"
#include "imageco/complaint/transport.h"
#include "imageco/complaint/v1/complaint_service.grpc.pb.h"
#include "imageco/complaint/v1/identity_service.grpc.pb.h"
#include "imageco/complaint/v1/reply_admin_service.grpc.pb.h"

namespace imageco::complaint {

// A channel and the stubs on it.
struct Line {
  explicit Line(std::shared_ptr<grpc::Channel> made);

  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::ComplaintService::Stub> stub;
  std::unique_ptr<v1::ReplyAdminService::Stub> admin_stub;
  std::unique_ptr<v1::IdentityService::Stub> identity_stub;
};

// The line to a bridge as its certificates and keys are now: gRPC reads none of them twice, so a
// line is made anew where their files changed. Calls under way end on the line that they began on.
// Thread-safe.
class LineMaker {
 public:
  // Errors are those of Client::Connect.
  static Result<std::unique_ptr<LineMaker>> Make(const std::string& target,
                                                 const Transport& transport,
                                                 const ClientOptions& options);

  // Where the files cannot be read any more, the line before stays.
  std::shared_ptr<Line> Now();

 private:
  LineMaker(std::string target, Transport transport, ClientOptions options);

  const std::string target_;
  const Transport transport_;
  const ClientOptions options_;
  std::mutex mutex_;
  std::string looks_;  // of the files, when they were read last
  std::shared_ptr<Line> line_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_LINE_H_
