#ifndef IMAGECO_TESTS_FUZZ_RECEIVED_MESSAGE_CHECK_H_
#define IMAGECO_TESTS_FUZZ_RECEIVED_MESSAGE_CHECK_H_

#include <string_view>

#include "bridge/gateway/codec/received_message.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/gateway/signature/signature.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/fuzz/json_reader_check.h"
#include "tests/fuzz/node_check.h"

namespace imageco::bridge::gateway {

inline absl::Status CheckReading(const ReceivedMessage& message) {
  if (absl::Status status = CheckNode(message.root); !status.ok()) return status;
  if (message.format != config::v1::FORMAT_JSON) return absl::OkStatus();
  if (!CountCodePoints(message.text)) return Broken("JSON is not read as UTF-8");
  if (!ExtentsHold(message.root, message.text.size())) {
    return Broken("an extent is not where its node is");
  }
  // The sign that is due fits, whatever else the message holds.
  static const auto& signature = *new Signature(*Signature::Make({}, kKey, SharedGbk()));
  const absl::StatusOr<std::string> sign = signature.Sign(message.text, message.root);
  if (!sign.ok()) return sign.status();
  if (!signature.Fits(*sign, message.text, message.root))
    return Broken("its own sign does not fit");
  if (signature.Fits("0", message.text, message.root)) return Broken("no sign fits");
  return absl::OkStatus();
}

// Readings of anything: one or two, each of them sound.
inline absl::Status CheckReceivedMessage(std::string_view body) {
  for (const auto expected : {config::v1::CHARSET_UTF8, config::v1::CHARSET_GBK}) {
    Readings readings(body, expected, *SharedGbk());
    int count = 0;
    while (const auto reading = readings.Next()) {
      ++count;
      if (!reading->ok()) continue;
      if (absl::Status status = CheckReading(**reading); !status.ok()) return status;
    }
    if (count < 1 || count > 2) return Broken("there is not one way to read it, nor two");
  }
  return absl::OkStatus();
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_FUZZ_RECEIVED_MESSAGE_CHECK_H_
