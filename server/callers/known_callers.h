#ifndef IMAGECO_SERVER_CALLERS_KNOWN_CALLERS_H_
#define IMAGECO_SERVER_CALLERS_KNOWN_CALLERS_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/container/flat_hash_map.h"
#include "server/callers/identity.h"
#include "server/callers/refusal.h"

namespace imageco::server {

// Who calls; or why what they show counts for nothing.
using Authenticated = std::variant<std::shared_ptr<const Principal>, Refusal>;

// What was made of what callers showed of late, by that. Any thread.
class KnownCallers {
 public:
  std::optional<Authenticated> Find(std::string_view shown) const {
    const std::lock_guard lock(mutex_);
    const auto it = callers_.find(shown);
    return it == callers_.end() ? std::nullopt : std::optional<Authenticated>(it->second);
  }

  void Add(std::string_view shown, const Authenticated& caller) {
    const std::lock_guard lock(mutex_);
    if (callers_.size() >= kCallersMax) callers_.clear();
    callers_[std::string(shown)] = caller;
  }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  // An operator's authorities and issuers gave each of them what it shows.
  static constexpr size_t kCallersMax = 1000;

  mutable std::mutex mutex_;  // not absl::Mutex, as in EpollLoop
  absl::flat_hash_map<std::string, Authenticated, Hash, std::equal_to<>> callers_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_KNOWN_CALLERS_H_
