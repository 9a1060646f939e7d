#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_LIKELY_CHARSETS_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_LIKELY_CHARSETS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/gateway/codec/gbk.h"
#include "imageco/bridge/config/v1/gateway_config.pb.h"

namespace imageco::bridge::gateway {

// What `bytes`, a text in UTF-8 or GBK, may be in, likeliest first; unset alone where every byte is
// ASCII. A byte order mark says UTF-8, unless it is not. `told` is what somebody says that it is,
// unset where nobody does: it counts where the bytes are UTF-8 without a character of three bytes
// or more, as Chinese text in UTF-8 hardly ever is.
std::vector<config::v1::Charset> LikelyCharsets(std::string_view bytes, config::v1::Charset told);

// The charset that an XML declaration names; unset where there is none, or one that is known to be
// written whatever the bytes are, such as ISO-8859-1. Fails where it is neither UTF-8 nor GBK by
// any of their names.
absl::StatusOr<config::v1::Charset> DeclaredCharset(std::string_view xml);

// `bytes` in UTF-8, without a byte order mark. Fails where they are not in `charset`.
absl::StatusOr<std::string> ToUtf8(std::string_view bytes, config::v1::Charset charset,
                                   const Gbk& gbk);

// U+FEFF, as editors put it in front of UTF-8, and servers in front of GBK.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_LIKELY_CHARSETS_H_
