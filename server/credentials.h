#ifndef IMAGECO_SERVER_CREDENTIALS_H_
#define IMAGECO_SERVER_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <string>
#include <vector>

#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Plaintext, TLS or mTLS by what the listener says. Certificates are read again when their files
// change. Adds a line to `faults` for every file that cannot be used.
std::shared_ptr<grpc::ServerCredentials> MakeCredentials(
    const bridge::config::v1::Listener& listener, std::vector<std::string>& faults);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CREDENTIALS_H_
