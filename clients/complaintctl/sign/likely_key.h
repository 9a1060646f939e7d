#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_LIKELY_KEY_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_LIKELY_KEY_H_

#include <string>
#include <string_view>
#include <vector>

namespace imageco::complaintctl {

struct LikelyKey {
  std::string key;        // not empty; never to be printed
  std::string taken_off;  // e.g. "a name in front, quotes"; empty: as it stands
};

// The keys that a key file's text may mean, itself first: then without a name such as "key=" in
// front, without quotes, without the blanks within it.
std::vector<LikelyKey> LikelyKeys(const std::string& key);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_LIKELY_KEY_H_
