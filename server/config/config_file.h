#ifndef IMAGECO_SERVER_CONFIG_CONFIG_FILE_H_
#define IMAGECO_SERVER_CONFIG_CONFIG_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// The file of a ledger in SQLite that names none.
inline constexpr char kDefaultLedgerFile[] = "replies.sqlite3";

// Reads a configuration: JSON where the name ends in .json, text format otherwise. Relative paths
// in it (settings named file, or whose names end in _file or
// _dir) count from the file's folder; so does
// the ledger's default. Errors name the file and every line at fault, and quote nothing of it: it
// may be a key that was given by mistake.
absl::StatusOr<bridge::config::v1::BridgeConfig> ReadConfigFile(const std::string& path);

// The files, and folders of such, that a version of a configuration is made of, besides its own:
// keys and certificates of its merchants, keys of issuers of tokens, revocation lists. Others of
// the listener, and those of the ledger, are looked at by whoever uses them.
std::vector<std::string> FilesNamedBy(const bridge::config::v1::BridgeConfig& config);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_CONFIG_FILE_H_
