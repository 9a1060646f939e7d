#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SCHEME_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SCHEME_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/complaintctl/command/command.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::complaintctl {

namespace config = bridge::config;

// One of the settings of config.v1.Signature that together are a scheme.
struct SchemeSetting {
  const google::protobuf::FieldDescriptor* field;
  std::string flag;

  // Names of its values as flags take them, the default first, e.g. "append_named".
  std::vector<std::string> ValueNames() const;
};

// All of them, in the order of the configuration.
const std::vector<SchemeSetting>& SchemeSettings();

// The name of what `scheme` has for `setting`; empty where it is unset.
std::string ValueName(const config::v1::Signature& scheme, const SchemeSetting& setting);

// Every scheme that some message can tell from the others, in the order of their values, the
// default scheme first. What does not count in a scheme is unset in it.
std::vector<config::v1::Signature> AllSchemes();

// The flags that MakeScheme reads.
std::vector<Flag> SchemeFlags();

// Errors name the flag.
absl::StatusOr<config::v1::Signature> MakeScheme(const CommandLine& line);

// The value of a charset flag; unset where the flag was not given.
absl::StatusOr<config::v1::Charset> MakeCharset(const CommandLine& line, const std::string& flag);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SCHEME_H_
