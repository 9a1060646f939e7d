#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_PRINTER_H_

#include <memory>
#include <ostream>
#include <string>

#include "bridge/gateway/codec/gbk.h"
#include "clients/complaintctl/trial/trial_bridge.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::complaintctl {

// Where it goes and by which settings. `key`: the merchant's, never printed; may be empty.
void PrintMerchant(const bridge::config::v1::BridgeConfig& config, const std::string& key,
                   std::ostream& stream);

// The bytes that go, those of GBK as the text that they are.
void PrintMessage(const std::string& message, const bridge::gateway::Gbk& gbk,
                  std::ostream& stream);

// What its sign or mac is made of, with "[key]" for the key, for comparison with the contract.
void PrintSignedText(const bridge::config::v1::Merchant& merchant, const std::string& message,
                     const std::shared_ptr<const bridge::gateway::Gbk>& gbk, std::ostream& stream);

// Whether the answer has a sign or a mac, right or wrong. A message without one may come as it is,
// unlike in what people paste.
bool HasSign(const SeenExchange& seen, const bridge::gateway::Gbk& gbk);

// What came back, as it came, and what of it was verified.
void PrintExchange(const SeenExchange& seen, const bridge::gateway::Gbk& gbk, std::ostream& stream);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_PRINTER_H_
