#include "server/callers/access.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace imageco::server {
namespace {

using bridge::Isspids;

Refusal NotAllowed(std::string message, Refusal::Why why = Refusal::Why::kNotAllowed) {
  Refusal refusal{.why = why, .failure = {}};
  refusal.failure.reason = complaint::v1::CALLER_NOT_ALLOWED;
  refusal.failure.message = std::move(message);
  return refusal;
}

Refusal NoIdentity() {
  return NotAllowed("the caller shows no identity; nothing was sent", Refusal::Why::kNoIdentity);
}

}  // namespace

Access::Access(const bridge::config::v1::BridgeConfig& config)
    : admin_without_identity_(config.allow_admin_without_identity()) {
  for (const bridge::config::v1::Caller& caller : config.callers()) {
    permissions_[ToIdentity(caller.identity())] = {
        {caller.isspids().begin(), caller.isspids().end()}, caller.admin()};
  }
}

Access::Access(const bridge::config::v1::BridgeConfig& config, const Access& before)
    : Access(config) {
  std::set<std::string> served;
  for (const auto& merchant : config.merchants()) served.insert(merchant.isspid());
  for (auto& [identity, permission] : permissions_) {
    const auto was = before.permissions_.find(identity);
    if (was == before.permissions_.end()) continue;
    for (const auto* isspids : {&was->second.isspids, &was->second.former_isspids}) {
      std::set_difference(
          isspids->begin(), isspids->end(), served.begin(), served.end(),
          std::inserter(permission.former_isspids, permission.former_isspids.end()));
    }
  }
}

std::optional<Refusal> Access::Refuse(const Principal& caller, const std::string& isspid) const {
  return RefuseUnless(caller, [&isspid](const Permission& permission) {
    return permission.isspids.empty() || permission.isspids.contains(isspid);
  });
}

std::optional<Refusal> Access::RefuseReading(const Principal& caller,
                                             const std::string& isspid) const {
  return RefuseUnless(caller, [&isspid](const Permission& permission) {
    return permission.isspids.empty() || permission.isspids.contains(isspid) ||
           permission.former_isspids.contains(isspid);
  });
}

std::optional<Refusal> Access::RefuseUnless(
    const Principal& caller,
    const std::function<bool(const Permission& permission)>& allows) const {
  if (permissions_.empty()) return std::nullopt;
  if (caller.text.empty()) return NoIdentity();
  for (const Identity& identity : caller.identities) {
    const auto it = permissions_.find(identity);
    if (it != permissions_.end() && allows(it->second)) return std::nullopt;
  }
  return NotAllowed("the caller may not call for this merchant; nothing was sent");
}

std::optional<Refusal> Access::RefuseAdmin(const Principal& caller,
                                           const std::string& isspid) const {
  const std::variant<Isspids, Refusal> administered = AdministeredBy(caller);
  if (const auto* refused = std::get_if<Refusal>(&administered)) return *refused;
  const auto& isspids = std::get<Isspids>(administered);
  if (!isspids || std::find(isspids->begin(), isspids->end(), isspid) != isspids->end()) {
    return std::nullopt;
  }
  return NotAllowed("the caller may not administer this merchant's replies");
}

std::variant<Isspids, Refusal> Access::AdministeredBy(const Principal& caller) const {
  if (permissions_.empty()) {
    if (admin_without_identity_) return std::nullopt;
    return NotAllowed(
        "nobody may administer replies: the configuration names no callers, and does not set "
        "allow_admin_without_identity");
  }
  if (caller.text.empty()) return NoIdentity();
  std::set<std::string> isspids;
  for (const Identity& identity : caller.identities) {
    const auto it = permissions_.find(identity);
    if (it == permissions_.end() || !it->second.admin) continue;
    if (it->second.isspids.empty()) return std::nullopt;
    isspids.insert(it->second.isspids.begin(), it->second.isspids.end());
  }
  if (isspids.empty()) return NotAllowed("the caller may not administer replies");
  return std::vector<std::string>(isspids.begin(), isspids.end());
}

}  // namespace imageco::server
