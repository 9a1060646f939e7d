#ifndef IMAGECO_SERVER_CALLERS_ACCESS_H_
#define IMAGECO_SERVER_CALLERS_ACCESS_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "bridge/reply_admin.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/callers/identity.h"
#include "server/callers/refusal.h"

namespace imageco::server {

// Who may call for which merchant. Immutable, for any thread.
class Access {
 public:
  // No callers: everyone who can connect may call for every merchant, and with
  // allow_admin_without_identity administer every merchant's replies.
  explicit Access(const bridge::config::v1::BridgeConfig& config);
  // The same after `before`: who may call now goes on to read the replies of merchants that are
  // gone, where it was allowed to call for them.
  Access(const bridge::config::v1::BridgeConfig& config, const Access& before);

  // ComplaintService.Reply: nothing where the caller may; otherwise why not.
  std::optional<Refusal> Refuse(const Principal& caller, const std::string& isspid) const;

  // ComplaintService.GetReply: the same.
  std::optional<Refusal> RefuseReading(const Principal& caller, const std::string& isspid) const;

  // ReplyAdminService: the same.
  std::optional<Refusal> RefuseAdmin(const Principal& caller, const std::string& isspid) const;

  // The merchants whose replies the caller may administer, one at least; or why not.
  std::variant<bridge::Isspids, Refusal> AdministeredBy(const Principal& caller) const;

 private:
  struct Permission {
    std::set<std::string> isspids;  // empty: all
    bool admin = false;
    std::set<std::string> former_isspids{};  // of merchants that are gone
  };

  std::optional<Refusal> RefuseUnless(
      const Principal& caller,
      const std::function<bool(const Permission& permission)>& allows) const;

  const bool admin_without_identity_;
  std::map<Identity, Permission> permissions_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLERS_ACCESS_H_
