#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_DOCTOR_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_DOCTOR_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/gateway/codec/gbk.h"
#include "clients/complaintctl/sign/likely_cause.h"
#include "clients/complaintctl/sign/signed_message.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::complaintctl {

// A setting that several values of fit one message.
struct OpenSetting {
  std::string name;                 // in the configuration, e.g. "signature.nested"
  std::vector<std::string> values;  // e.g. "json_text", "skip"
  std::string_view told_by;         // the message that can tell them apart
};

// What one message and its key say about how messages are signed.
struct Diagnosis {
  bool fits = false;
  config::v1::Merchant settings;  // where it fits: wire and signature, for the configuration
  std::vector<config::v1::Signature> schemes;  // where its sign fits: all by which it does
  std::vector<OpenSetting> open;               // where it fits
  std::vector<std::string> notes;              // what was seen
  std::vector<LikelyCause> causes;             // where it does not fit, the likeliest first
};

// Tries every scheme on a message in every way that it can be read, of which there is one at least.
// XML of the vendor's interface without a mac fits: there is nothing to be signed. The key must not
// be empty; no text of the diagnosis holds it.
Diagnosis Diagnose(const std::vector<ReceivedMessage>& readings, const std::string& key,
                   const std::shared_ptr<const bridge::gateway::Gbk>& gbk);

// What the signs of several messages say together: the schemes by which all of them fit, without a
// wire. Nothing where not all fit, where fewer than two have a sign, or where no scheme is left.
std::optional<Diagnosis> Together(const std::vector<const Diagnosis*>& diagnoses);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_DOCTOR_H_
