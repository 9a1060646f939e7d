#include "server/callers/access.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"

namespace imageco::server {
namespace {

using namespace bridge::config::v1;  // NOLINT(google-build-using-namespace): the methods
using bridge::Isspids;

constexpr Method kAdminMethods[] = {CALLER_METHOD_LIST_REPLIES, CALLER_METHOD_SETTLE_REPLY};

Refusal NotAllowed(std::string message, Refusal::Why why = Refusal::Why::kNotAllowed) {
  Refusal refusal{.why = why, .failure = {}};
  refusal.failure.reason = complaint::v1::CALLER_NOT_ALLOWED;
  refusal.failure.message = std::move(message);
  return refusal;
}

Refusal NoIdentity() {
  return NotAllowed("the caller shows no identity; nothing was sent", Refusal::Why::kNoIdentity);
}

Refusal TooOften(absl::Duration retry_after) {
  Refusal refusal{.why = Refusal::Why::kRate, .failure = {}};
  refusal.failure.reason = complaint::v1::RATE_LIMITED;
  refusal.failure.message = "the caller's rate is used up; nothing was sent";
  refusal.failure.retry_after = retry_after;
  return refusal;
}

std::set<Method> MethodsOf(const Caller& caller) {
  std::set<Method> methods;
  for (const int method : caller.methods()) methods.insert(static_cast<Method>(method));
  if (!methods.empty()) return methods;
  methods = {CALLER_METHOD_REPLY, CALLER_METHOD_GET_REPLY};
  if (caller.admin()) methods.insert(std::begin(kAdminMethods), std::end(kAdminMethods));
  return methods;
}

Permission PermissionOf(const Caller& caller, absl::Time now) {
  Permission permission{
      .isspids = {caller.isspids().begin(), caller.isspids().end()},
      .seller_accounts = {caller.seller_accounts().begin(), caller.seller_accounts().end()},
      .methods = MethodsOf(caller),
      .rate_per_second = caller.rate_per_second(),
      .burst = static_cast<double>(caller.burst())};
  permission.rate = std::make_shared<CallerRate>(permission.rate_per_second, permission.burst, now);
  return permission;
}

bool IsOf(const std::set<std::string>& names, const std::string& name) {
  return names.empty() || names.contains(name);
}

// Those of `isspids` that are not in `served`, too.
void AddFormer(const std::set<std::string>& isspids, const std::set<std::string>& served,
               Permission& permission) {
  std::set_difference(isspids.begin(), isspids.end(), served.begin(), served.end(),
                      std::inserter(permission.former_isspids, permission.former_isspids.end()));
}

}  // namespace

std::string NameOf(Method method) {
  switch (method) {
    case CALLER_METHOD_REPLY:
      return "Reply";
    case CALLER_METHOD_GET_REPLY:
      return "GetReply";
    case CALLER_METHOD_LIST_REPLIES:
      return "ListReplies";
    default:
      return "SettleReply";
  }
}

Access::Access(const BridgeConfig& config, absl::Time now) {
  everybody_.methods = {CALLER_METHOD_REPLY, CALLER_METHOD_GET_REPLY};
  if (config.allow_admin_without_identity()) {
    everybody_.methods.insert(std::begin(kAdminMethods), std::end(kAdminMethods));
  }
  for (const Caller& caller : config.callers()) {
    permissions_[IdentityOf(caller, config)] = PermissionOf(caller, now);
  }
}

Access::Access(const BridgeConfig& config, const Access& before, absl::Time now)
    : Access(config, now) {
  std::set<std::string> served;
  for (const auto& merchant : config.merchants()) served.insert(merchant.isspid());
  for (auto& [identity, permission] : permissions_) {
    const auto it = before.permissions_.find(identity);
    if (it == before.permissions_.end()) continue;
    const Permission& was = it->second;
    AddFormer(was.isspids, served, permission);
    AddFormer(was.former_isspids, served, permission);
    const bool is_same_rate =
        was.rate_per_second == permission.rate_per_second && was.burst == permission.burst;
    if (is_same_rate) permission.rate = was.rate;
  }
}

std::optional<Refusal> Access::Refuse(const Principal& caller, Method method,
                                      absl::Time now) const {
  if (permissions_.empty() && !everybody_.methods.contains(method)) {
    return NotAllowed(
        "nobody may administer replies: the configuration names no callers, and does not set "
        "allow_admin_without_identity");
  }
  std::optional<absl::Duration> retry_after;
  auto refused = RefuseUnless(
      caller,
      [&](const Permission& permission) {
        if (!permission.methods.contains(method)) return false;
        if (permission.rate != nullptr) retry_after = permission.rate->Take(now);
        return !retry_after;
      },
      absl::StrCat("the caller may not call ", NameOf(method), "; nothing was sent"));
  return refused && retry_after ? TooOften(*retry_after) : refused;
}

std::optional<Refusal> Access::RefuseReply(const Principal& caller, const std::string& isspid,
                                           const std::string& seller_account) const {
  bool is_of_merchant = false;
  auto refused = RefuseUnless(
      caller,
      [&](const Permission& permission) {
        if (!permission.methods.contains(CALLER_METHOD_REPLY)) return false;
        if (!IsOf(permission.isspids, isspid)) return false;
        is_of_merchant = true;
        return IsOf(permission.seller_accounts, seller_account);
      },
      "the caller may not call for this merchant; nothing was sent");
  if (refused && is_of_merchant) {
    refused->failure.message = "the caller may not reply for this seller_account; nothing was sent";
  }
  return refused;
}

std::optional<Refusal> Access::RefuseGetReply(const Principal& caller,
                                              const std::string& isspid) const {
  return RefuseUnless(
      caller,
      [&](const Permission& permission) {
        return permission.methods.contains(CALLER_METHOD_GET_REPLY) &&
               (IsOf(permission.isspids, isspid) || permission.former_isspids.contains(isspid));
      },
      "the caller may not call for this merchant; nothing was sent");
}

std::optional<Refusal> Access::RefuseSettleReply(const Principal& caller,
                                                 const std::string& isspid) const {
  return RefuseUnless(
      caller,
      [&](const Permission& permission) {
        return permission.methods.contains(CALLER_METHOD_SETTLE_REPLY) &&
               IsOf(permission.isspids, isspid);
      },
      "the caller may not administer this merchant's replies");
}

std::variant<Isspids, Refusal> Access::ListableBy(const Principal& caller,
                                                  const std::string& isspid) const {
  std::set<std::string> isspids;
  for (const Permission& permission : PermissionsOf(caller)) {
    if (!permission.methods.contains(CALLER_METHOD_LIST_REPLIES)) continue;
    if (permission.isspids.empty()) return isspid.empty() ? Isspids() : Isspids({isspid});
    isspids.insert(permission.isspids.begin(), permission.isspids.end());
  }
  if (isspid.empty() && !isspids.empty()) {
    return std::vector<std::string>(isspids.begin(), isspids.end());
  }
  if (isspids.contains(isspid)) return Isspids({isspid});
  return NotAllowed("the caller may not administer this merchant's replies");
}

std::vector<Permission> Access::PermissionsOf(const Principal& caller) const {
  if (permissions_.empty()) return {everybody_};
  std::vector<Permission> permissions;
  for (const Identity& identity : caller.identities) {
    const auto it = permissions_.find(identity);
    if (it != permissions_.end()) permissions.push_back(it->second);
  }
  return permissions;
}

std::optional<Refusal> Access::RefuseUnless(const Principal& caller, Allows allows,
                                            std::string message) const {
  if (permissions_.empty()) {
    return allows(everybody_) ? std::nullopt : std::optional(NotAllowed(std::move(message)));
  }
  if (caller.text.empty()) return NoIdentity();
  for (const Identity& identity : caller.identities) {
    const auto it = permissions_.find(identity);
    if (it != permissions_.end() && allows(it->second)) return std::nullopt;
  }
  return NotAllowed(std::move(message));
}

}  // namespace imageco::server
