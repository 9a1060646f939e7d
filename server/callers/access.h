#ifndef IMAGECO_SERVER_CALLERS_ACCESS_H_
#define IMAGECO_SERVER_CALLERS_ACCESS_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "bridge/reply_admin.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/callers/caller_rate.h"
#include "server/callers/identity.h"
#include "server/callers/refusal.h"

namespace imageco::server {

using Method = bridge::config::v1::CallerMethod;

// "SettleReply", of CALLER_METHOD_SETTLE_REPLY.
std::string NameOf(Method method);

// What one of those may do who are configured.
struct Permission {
  std::set<std::string> isspids{};          // empty: all
  std::set<std::string> seller_accounts{};  // empty: all
  std::set<Method> methods{};
  double rate_per_second = 0;  // 0: no limit
  double burst = 0;
  std::set<std::string> former_isspids{};  // of merchants that are gone
  std::shared_ptr<CallerRate> rate{};
};

// Who may call what for which merchant. Immutable but for the rates; for any thread. Times are
// SteadyNow's.
class Access {
 public:
  // No callers: everyone who can connect may call for every merchant, and with
  // allow_admin_without_identity administer every merchant's replies.
  Access(const bridge::config::v1::BridgeConfig& config, absl::Time now);
  // The same after `before`: who may call now goes on to read the replies of merchants that are
  // gone, where it was allowed to call for them; and what is used of a rate that stays as it was
  // stays used.
  Access(const bridge::config::v1::BridgeConfig& config, const Access& before, absl::Time now);

  // Nothing where the caller may call that method, and does not do so too often; otherwise why not.
  std::optional<Refusal> Refuse(const Principal& caller, Method method, absl::Time now) const;

  // Of a caller who may call the method: nothing where it may for that merchant, and account, which
  // GetReply and SettleReply do not know.
  std::optional<Refusal> RefuseReply(const Principal& caller, const std::string& isspid,
                                     const std::string& seller_account) const;
  std::optional<Refusal> RefuseGetReply(const Principal& caller, const std::string& isspid) const;
  std::optional<Refusal> RefuseSettleReply(const Principal& caller,
                                           const std::string& isspid) const;
  // Where no merchant is named, the merchants whose replies it may list, one at least.
  std::variant<bridge::Isspids, Refusal> ListableBy(const Principal& caller,
                                                    const std::string& isspid) const;

  // What the caller may do: one for each of its identities that is configured; where none is, one
  // for everybody.
  std::vector<Permission> PermissionsOf(const Principal& caller) const;

 private:
  using Allows = absl::FunctionRef<bool(const Permission& permission)>;

  std::optional<Refusal> RefuseUnless(const Principal& caller, Allows allows,
                                      std::string message) const;

  Permission everybody_;  // where permissions_ is empty
  std::map<Identity, Permission> permissions_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_ACCESS_H_
