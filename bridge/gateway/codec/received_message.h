#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_RECEIVED_MESSAGE_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_RECEIVED_MESSAGE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/node.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// One way to read a message that came over the wire.
struct ReceivedMessage {
  config::v1::Format format = config::v1::FORMAT_UNSPECIFIED;
  config::v1::Charset charset = config::v1::CHARSET_UNSPECIFIED;  // unset: every byte is ASCII
  std::string form_field;  // the field of the form that it stood in; empty: it stood alone
  std::string text;        // as it came, what is signed: JSON in UTF-8, XML in its own bytes
  // The sign of JSON, the mac of an XML form, without white space around it: empty where there is
  // none, a fault where there are two.
  absl::StatusOr<std::string> shown = std::string();
  Node root{};
};

// Every way to read `body`, likeliest first. Servers mislabel what they send, so that the bytes
// tell more than a declaration; whether a reading is right, the sign tells. Used by server and
// tools alike. JSON or XML (spec section 1) alone or percent-encoded in a field of a form, with a
// byte order mark and white space around it or not.
class Readings {
 public:
  // `expected` is what the charset of a message may be where its bytes do not tell; unset: UTF-8.
  // Both references must outlive it.
  Readings(std::string_view body, config::v1::Charset expected, const Gbk& gbk);

  // The next way, or why it is none; nothing after the last one. There is at least one.
  std::optional<absl::StatusOr<ReceivedMessage>> Next();

 private:
  absl::Status Open(std::string_view body);
  absl::StatusOr<ReceivedMessage> Read(config::v1::Charset charset) const;

  const Gbk& gbk_;
  absl::Status fault_;        // no reading: why
  ReceivedMessage envelope_;  // what is the same in every reading; `text` is the message's bytes
  std::vector<config::v1::Charset> charsets_;
  size_t next_ = 0;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_RECEIVED_MESSAGE_H_
