#ifndef IMAGECO_TESTS_FUZZ_GBK_CHECK_H_
#define IMAGECO_TESTS_FUZZ_GBK_CHECK_H_

#include <string>
#include <string_view>

#include "bridge/gateway/codec/gbk.h"
#include "bridge/gateway/codec/utf8.h"
#include "tests/bridge/gateway/exchange.h"
#include "tests/fuzz/node_check.h"

namespace imageco::bridge::gateway {

// Gbk on anything: what it decodes is UTF-8, what it encodes it decodes to the same, and it encodes
// UTF-8 and nothing else.
inline absl::Status CheckGbk(std::string_view bytes) {
  const Gbk& gbk = *SharedGbk();
  const absl::StatusOr<std::string> utf8 = gbk.Decode(bytes);
  if (utf8.ok()) {
    if (!CountCodePoints(*utf8)) return Broken("GBK is not decoded to UTF-8");
    const absl::StatusOr<std::string> encoded = gbk.Encode(*utf8);
    if (encoded.ok() && *gbk.Decode(*encoded) != *utf8) return Broken("GBK is not read back");
  }
  const absl::StatusOr<std::string> escaped =
      gbk.Encode(bytes, [](char32_t) { return std::string("?"); });
  if (escaped.ok() != CountCodePoints(bytes).has_value()) {
    return Broken("what is encoded is not UTF-8, or the other way round");
  }
  return absl::OkStatus();
}

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_TESTS_FUZZ_GBK_CHECK_H_
