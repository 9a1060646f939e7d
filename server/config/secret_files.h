#ifndef IMAGECO_SERVER_CONFIG_SECRET_FILES_H_
#define IMAGECO_SERVER_CONFIG_SECRET_FILES_H_

#include <string>
#include <vector>

#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// A file that holds a secret or a ledger, and that others on this machine can read or change.
struct ExposedFile {
  std::string setting;  // its path in the configuration
  std::string file;
  std::string why;
};

// Those of a configuration: keys, passwords and the ledger, as far as they are there.
std::vector<ExposedFile> FindExposedFiles(const bridge::config::v1::BridgeConfig& config);

// Writes a warning for each.
void WarnOfExposedFiles(const bridge::config::v1::BridgeConfig& config);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_SECRET_FILES_H_
