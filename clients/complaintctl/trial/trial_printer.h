#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_PRINTER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_PRINTER_H_

#include <ostream>
#include <string>

#include "bridge/gateway/codec/gbk.h"
#include "clients/complaintctl/trial/trial_bridge.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::complaintctl {

// Where it goes and by which settings.
void PrintMerchant(const bridge::config::v1::BridgeConfig& config, std::ostream& stream);

// The bytes that go, those of GBK as the text that they are.
void PrintMessage(const std::string& message, const bridge::gateway::Gbk& gbk,
                  std::ostream& stream);

// What came back, as it came, and what of it was verified.
void PrintExchange(const SeenExchange& seen, const bridge::gateway::Gbk& gbk, std::ostream& stream);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_TRIAL_PRINTER_H_
