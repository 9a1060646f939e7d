#ifndef IMAGECO_CLIENTS_CPP_SRC_CHANNEL_H_
#define IMAGECO_CLIENTS_CPP_SRC_CHANNEL_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>

#include "imageco/complaint/client.h"
#include "imageco/complaint/result.h"
#include "imageco/complaint/transport.h"

namespace imageco::complaint {

// A gRPC channel by the shared service config (round robin, health, retries). Errors are those of
// Client::Connect.
Result<std::shared_ptr<grpc::Channel>> MakeChannel(const std::string& target,
                                                   const Transport& transport,
                                                   const ClientOptions& options);

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_CHANNEL_H_
