#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGN_MATERIAL_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGN_MATERIAL_H_

#include <istream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "clients/complaintctl/command/command.h"
#include "clients/complaintctl/sign/signed_message.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::complaintctl {

// What every sign command works on.
struct SignMaterial {
  // At least one way to read it, or why there is none.
  absl::StatusOr<std::vector<ReceivedMessage>> ReadMessage() const {
    return ReadSignedMessage(bytes, charset, *gbk);
  }

  std::shared_ptr<const bridge::gateway::Gbk> gbk;
  std::string bytes;  // of the message
  std::string key;    // not empty; never to be printed
  bridge::config::v1::Charset charset = bridge::config::v1::CHARSET_UNSPECIFIED;
};

// The flags that ReadSignMaterial reads, and after them `flags`.
std::vector<Flag> WithMaterialFlags(std::vector<Flag> flags);

// Reads the message that is the operand, and the key, which is never standard input. Errors name
// the flag or the file.
absl::StatusOr<SignMaterial> ReadSignMaterial(const CommandLine& line,
                                              std::istream& standard_input);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGN_MATERIAL_H_
