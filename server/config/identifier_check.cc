#include "server/config/identifier_check.h"

#include "absl/strings/str_cat.h"
#include "bridge/gateway/message/identifier.h"

namespace imageco::server {

void CheckIdentifier(const std::string& path, const std::string& id,
                     std::vector<std::string>& faults) {
  if (id.empty() || !bridge::gateway::WhyNoPlainText(id).empty()) return;
  const std::string why = bridge::gateway::WhyNoIdentifier(id);
  if (!why.empty()) faults.push_back(absl::StrCat(path, ": ", why));
}

}  // namespace imageco::server
