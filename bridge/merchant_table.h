#ifndef IMAGECO_BRIDGE_MERCHANT_TABLE_H_
#define IMAGECO_BRIDGE_MERCHANT_TABLE_H_

#include <map>
#include <memory>
#include <string>

#include "bridge/admission/admission.h"
#include "bridge/gateway/gateway_client.h"

namespace imageco::bridge {

// One merchant that replies are sent for.
struct Merchant {
  std::shared_ptr<gateway::GatewayClient> gateway;  // as one version of the configuration has it
  std::shared_ptr<admission::Admission> admission;  // lives on from version to version
};

// By isspid; of one version of the configuration. A reply ends on the version that it began with.
using MerchantTable = std::map<std::string, Merchant>;

// The isspid that a request means: where it names none, that of the only merchant.
inline std::string ResolveIsspid(const MerchantTable& merchants, const std::string& isspid) {
  return isspid.empty() && merchants.size() == 1 ? merchants.begin()->first : isspid;
}

// Null: there is no such merchant.
inline const Merchant* FindMerchant(const MerchantTable& merchants, const std::string& isspid) {
  const auto it = merchants.find(isspid);
  return it == merchants.end() ? nullptr : &it->second;
}

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_MERCHANT_TABLE_H_
