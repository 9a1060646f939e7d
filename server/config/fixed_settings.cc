#include "server/config/fixed_settings.h"

#include <google/protobuf/util/field_mask_util.h>
#include <google/protobuf/util/message_differencer.h>

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using google::protobuf::FieldMask;
using google::protobuf::util::FieldMaskUtil;
using google::protobuf::util::MessageDifferencer;

constexpr const char* kFixedSettings[] = {
    "listener.address",
    "listener.tls",
    "listener.allow_plaintext_beyond_loopback",
    "operations_address",
    "ledger",
    "limits.request_bytes_max",
    "limits.connections_max",
    "limits.listener_silence_max",
    "limits.calls_per_connection_max",
    "limits.connection_age_max",
};

void Copy(const BridgeConfig& from, const FieldMask& mask, BridgeConfig& to) {
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  FieldMaskUtil::MergeMessageTo(from, mask, options, &to);
}

BridgeConfig Only(const BridgeConfig& config, const FieldMask& mask) {
  BridgeConfig only;
  Copy(config, mask, only);
  // Where nothing is set in them, it does not matter whether they are there.
  only.mutable_listener();
  only.mutable_limits();
  return only;
}

}  // namespace

std::vector<std::string> KeepFixedSettings(const BridgeConfig& running, BridgeConfig& next) {
  std::vector<std::string> differing;
  for (const char* setting : kFixedSettings) {
    FieldMask mask;
    mask.add_paths(setting);
    if (MessageDifferencer::Equals(Only(running, mask), Only(next, mask))) continue;
    differing.emplace_back(setting);
    Copy(running, mask, next);
  }
  return differing;
}

}  // namespace imageco::server
