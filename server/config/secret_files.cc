#include "server/config/secret_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string_view>

#include "absl/strings/str_cat.h"
#include "bridge/base/log.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;

// Why others may read or change the file; empty: only its owner's group, the owner and root, and it
// is ours or root's.
std::string WhyExposed(const std::string& file) {
  struct stat about = {};
  if (stat(file.c_str(), &about) != 0) return "";
  if ((about.st_mode & S_IWOTH) != 0) return "everyone on this machine may change it";
  if ((about.st_mode & S_IROTH) != 0) return "everyone on this machine may read it";
  if (about.st_uid == geteuid() || about.st_uid == 0) return "";
  return absl::StrCat("it belongs to another user, ", about.st_uid);
}

}  // namespace

std::vector<ExposedFile> FindExposedFiles(const BridgeConfig& config) {
  std::vector<ExposedFile> exposed;
  const auto look = [&exposed](const std::string& setting, const std::string& file) {
    const std::string why = file.empty() ? "" : WhyExposed(file);
    if (!why.empty()) exposed.push_back({setting, file, why});
  };
  look("listener.tls.private_key_file", config.listener().tls().private_key_file());
  for (int i = 0; i < config.merchants_size(); ++i) {
    const std::string path = absl::StrCat("merchants[", i, "].");
    look(path + "gateway.tls.client_key_file",
         config.merchants(i).gateway().tls().client_key_file());
    const bridge::config::v1::Signature& signature = config.merchants(i).signature();
    look(path + "signature.key_file", signature.key_file());
    look(path + "signature.second_key_file", signature.second_key_file());
  }
  look("ledger.sqlite.file", config.ledger().sqlite().file());
  look("ledger.postgres.password_file", config.ledger().postgres().password_file());
  return exposed;
}

void WarnOfExposedFiles(const BridgeConfig& config) {
  for (const ExposedFile& exposed : FindExposedFiles(config)) {
    bridge::base::Log(bridge::base::Severity::kWarning, "a file is open to others",
                      {{"setting", std::string_view(exposed.setting)},
                       {"file", std::string_view(exposed.file)},
                       {"why", std::string_view(exposed.why)}});
  }
}

}  // namespace imageco::server
