#include "clients/complaintctl/sign/likely_key.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "bridge/gateway/signature/key_file.h"
#include "clients/complaintctl/language/language.h"

namespace imageco::complaintctl {
namespace {

bool Contains(const std::vector<LikelyKey>& keys, const std::string& key) {
  return std::any_of(keys.begin(), keys.end(),
                     [&key](const LikelyKey& known) { return known.key == key; });
}

}  // namespace

std::vector<LikelyKey> LikelyKeys(const std::string& key) {
  constexpr size_t kKeysMax = 8;
  std::vector<LikelyKey> keys = {{key, ""}};
  for (size_t i = 0; i < keys.size(); ++i) {
    for (const bridge::gateway::KeyDoubt& doubt : bridge::gateway::KeyDoubts()) {
      const std::optional<std::string> likely = doubt.without(keys[i].key);
      if (!likely || likely->empty() || Contains(keys, *likely)) continue;
      if (keys.size() == kKeysMax) return keys;
      const std::string before = keys[i].taken_off;
      keys.push_back({*likely, absl::StrCat(before, before.empty() ? "" : ", ",
                                            std::string(InLanguage(doubt.part)))});
    }
  }
  return keys;
}

}  // namespace imageco::complaintctl
