#include "bridge/gateway/http/answer_head.h"

#include <strings.h>

namespace imageco::bridge::gateway {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view LastToken(std::string_view list) {
  list.remove_prefix(list.find_last_of(',') + 1);
  const size_t first = list.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return list.substr(first, list.find_last_not_of(kWhiteSpace) - first + 1);
}

}  // namespace

bool AnswerHead::AddLine(std::string_view line) {
  constexpr std::string_view kTransferEncoding = "Transfer-Encoding:";
  bytes_ += line.size();
  if (line.starts_with("HTTP/")) {
    ended_ = false;
    transfer_coding_ = TransferCoding::kNone;
  } else if (line.find_first_not_of("\r\n") == std::string_view::npos) {
    ended_ = true;
  } else if (EqualsIgnoringCase(line.substr(0, kTransferEncoding.size()), kTransferEncoding)) {
    line.remove_prefix(kTransferEncoding.size());
    const bool chunked = EqualsIgnoringCase(LastToken(line), "chunked");
    transfer_coding_ = chunked ? TransferCoding::kChunked : TransferCoding::kOther;
  }
  return bytes_ <= kBytesMax;
}

bool AnswerHead::EndsBody(int http_status, int64_t content_length, size_t body_bytes) const {
  if (!ended_) return false;
  if (http_status == 204 || http_status == 304) return true;
  if (transfer_coding_ != TransferCoding::kNone) {
    return transfer_coding_ == TransferCoding::kChunked;
  }
  return content_length >= 0 && static_cast<uint64_t>(content_length) == body_bytes;
}

}  // namespace imageco::bridge::gateway
