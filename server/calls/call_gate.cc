#include "server/calls/call_gate.h"

#include "server/calls/status_mapping.h"

namespace imageco::server {
namespace {

using Counts = absl::flat_hash_map<std::string, uint32_t>;

bool HasRoom(const Counts& counts, const std::string& name, uint32_t calls_max) {
  const auto it = counts.find(name);
  return name.empty() || it == counts.end() || it->second < calls_max;
}

void Add(Counts& counts, const std::string& name) {
  if (!name.empty()) ++counts[name];
}

void TakeAway(Counts& counts, const std::string& name) {
  const auto it = counts.find(name);
  if (it != counts.end() && --it->second == 0) counts.erase(it);
}

}  // namespace

std::optional<grpc::Status> CallGate::Admit(const CallOwner& owner) {
  if (closed_) return ToStatus(bridge::Draining());
  const std::lock_guard lock(mutex_);
  if (admitted_ >= limits_.of_all || !HasRoom(by_identity_, owner.identity, limits_.of_identity) ||
      !HasRoom(by_connection_, owner.connection, limits_.of_connection)) {
    return ToStatus(TooManyCalls());
  }
  ++admitted_;
  Add(by_identity_, owner.identity);
  Add(by_connection_, owner.connection);
  return std::nullopt;
}

void CallGate::Release(const CallOwner& owner) {
  const std::lock_guard lock(mutex_);
  --admitted_;
  TakeAway(by_identity_, owner.identity);
  TakeAway(by_connection_, owner.connection);
}

}  // namespace imageco::server
