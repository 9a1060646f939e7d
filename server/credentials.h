#ifndef IMAGECO_SERVER_CREDENTIALS_H_
#define IMAGECO_SERVER_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Plaintext, TLS or mTLS by what the listener says. Certificates are read again when their files
// change. Adds a line to `faults` for every file that cannot be used.
std::shared_ptr<grpc::ServerCredentials> MakeCredentials(
    const bridge::config::v1::Listener& listener, std::vector<std::string>& faults);

// Until when the certificates are valid that such credentials show now; nothing in plaintext. For a
// metric; any thread.
std::optional<absl::Time> ExpiryOf(const grpc::ServerCredentials& credentials);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CREDENTIALS_H_
