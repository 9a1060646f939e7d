#ifndef IMAGECO_BRIDGE_MERCHANT_H_
#define IMAGECO_BRIDGE_MERCHANT_H_

#include <map>
#include <memory>
#include <string>

#include "bridge/admission/admission.h"
#include "bridge/gateway/gateway_client.h"

namespace imageco::bridge {

// One merchant that replies are sent for.
struct Merchant {
  gateway::GatewayClient gateway;
  admission::Admission admission;
};

// By isspid.
using Merchants = std::map<std::string, std::unique_ptr<Merchant>>;

// The isspid that a request means: where it names none, that of the only merchant.
inline std::string ResolveIsspid(const Merchants& merchants, const std::string& isspid) {
  return isspid.empty() && merchants.size() == 1 ? merchants.begin()->first : isspid;
}

}  // namespace imageco::bridge

#endif  // IMAGECO_BRIDGE_MERCHANT_H_
