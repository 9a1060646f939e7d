#include "bridge/page_token.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "bridge/gateway/codec/utf8.h"
#include "bridge/sha256.h"

namespace imageco::bridge {
namespace {

using complaint::v1::ListRepliesRequest;

// A token's bytes: a digest of the filter, the claim time in nanoseconds of Unix time, the length
// of isspid in bytes, isspid, transaction_id. Numbers are big-endian. Of another interface than
// that for replies, the highest bit of the length is set, and behind the length stand the length of
// the interface's name and the name.
constexpr size_t kDigestBytes = 16;
constexpr size_t kTimeBytes = 8;
constexpr size_t kLengthBytes = 4;
constexpr uint64_t kNamesInterface = uint64_t{1} << 31;

absl::StatusOr<std::string> DigestOf(const ListRepliesRequest& request) {
  ListRepliesRequest filter = request;
  filter.clear_page_size();
  filter.clear_page_token();
  filter.DiscardUnknownFields();
  // The same filter in another order is the same list.
  auto& states = *filter.mutable_states();
  std::sort(states.begin(), states.end());
  states.erase(std::unique(states.begin(), states.end()), states.end());
  const auto digest = Sha256Of(filter.SerializeAsString());
  if (!digest.ok()) return digest.status();
  return std::string(digest->begin(), digest->begin() + kDigestBytes);
}

void AppendNumber(uint64_t number, size_t bytes, std::string& text) {
  for (size_t i = bytes; i > 0; --i) text.push_back(static_cast<char>(number >> (8 * (i - 1))));
}

// The next `bytes` of `text`, which it takes from it; nothing where it has fewer.
std::optional<std::string_view> Take(size_t bytes, std::string_view& text) {
  if (text.size() < bytes) return std::nullopt;
  const std::string_view taken = text.substr(0, bytes);
  text.remove_prefix(bytes);
  return taken;
}

std::optional<uint64_t> TakeNumber(size_t bytes, std::string_view& text) {
  const std::optional<std::string_view> digits = Take(bytes, text);
  if (!digits) return std::nullopt;
  uint64_t number = 0;
  for (const char digit : *digits) number = number << 8 | static_cast<unsigned char>(digit);
  return number;
}

// A text behind its length.
std::optional<std::string_view> TakeText(std::string_view& text) {
  const std::optional<uint64_t> length = TakeNumber(kLengthBytes, text);
  return length ? Take(*length, text) : std::nullopt;
}

// Ids are; a database may refuse what is not.
bool IsUtf8(std::string_view text) { return gateway::CountCodePoints(text).has_value(); }

std::optional<ledger::Cursor> ReadCursor(std::string_view bytes) {
  const std::optional<uint64_t> nanoseconds = TakeNumber(kTimeBytes, bytes);
  const std::optional<uint64_t> length = TakeNumber(kLengthBytes, bytes);
  if (!nanoseconds || !length) return std::nullopt;
  std::optional<std::string_view> interface = ledger::kReplyInterface;
  if ((*length & kNamesInterface) != 0) interface = TakeText(bytes);
  const std::optional<std::string_view> isspid = Take(*length & ~kNamesInterface, bytes);
  if (!interface || !isspid || !IsUtf8(*interface) || !IsUtf8(*isspid) || !IsUtf8(bytes)) {
    return std::nullopt;
  }
  return ledger::Cursor{absl::FromUnixNanos(static_cast<int64_t>(*nanoseconds)),
                        {std::string(*isspid), std::string(bytes), std::string(*interface)}};
}

// A text that only decodes to these bytes is not what was given out: base64 has several.
std::optional<std::string> Unescape(const std::string& token) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes)) return std::nullopt;
  if (absl::WebSafeBase64Escape(bytes) != token) return std::nullopt;
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> EncodePageToken(const ListRepliesRequest& request,
                                            const ledger::Cursor& cursor) {
  absl::StatusOr<std::string> digest = DigestOf(request);
  if (!digest.ok()) return digest.status();
  std::string bytes = *std::move(digest);
  AppendNumber(static_cast<uint64_t>(absl::ToUnixNanos(cursor.claim_time)), kTimeBytes, bytes);
  const auto& [isspid, transaction_id, interface] = cursor.key;
  const bool names_interface = interface != ledger::kReplyInterface;
  AppendNumber(isspid.size() | (names_interface ? kNamesInterface : 0), kLengthBytes, bytes);
  if (names_interface) {
    AppendNumber(interface.size(), kLengthBytes, bytes);
    bytes.append(interface);
  }
  bytes.append(isspid).append(transaction_id);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<ledger::Cursor> DecodePageToken(const ListRepliesRequest& request) {
  const std::optional<std::string> bytes = Unescape(request.page_token());
  std::string_view rest = bytes ? std::string_view(*bytes) : std::string_view();
  const std::optional<std::string_view> digest = Take(kDigestBytes, rest);
  std::optional<ledger::Cursor> cursor;
  if (digest) cursor = ReadCursor(rest);
  if (!cursor) return absl::InvalidArgumentError("is no next_page_token");
  const absl::StatusOr<std::string> wanted = DigestOf(request);
  if (!wanted.ok()) return wanted.status();
  if (*digest != *wanted) {
    return absl::InvalidArgumentError("is of another filter than this request's");
  }
  return *std::move(cursor);
}

}  // namespace imageco::bridge
