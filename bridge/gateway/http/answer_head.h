#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_ANSWER_HEAD_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_ANSWER_HEAD_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace imageco::bridge::gateway {

// Tells whether an HTTP/1.1 answer is whole. libcurl reports success too where the connection
// closed inside the head, or where nothing but the close ended the body: a gateway that dies looks
// the same.
class AnswerHead {
 public:
  // Of the head, its interim answers and trailers together.
  static constexpr size_t kBytesMax = 32 * 1024;

  // Takes one line with its line end, in the order of arrival. False: there are more than kBytesMax
  // bytes. A new status line starts over, as after an interim answer (RFC 9110 section 15.2).
  bool AddLine(std::string_view line);

  // Whether a body of `body_bytes`, which libcurl takes for complete, is known to be complete (RFC
  // 9112 section 6.3). `content_length`: as libcurl understood it; -1 without one.
  bool EndsBody(int http_status, int64_t content_length, size_t body_bytes) const;

 private:
  enum class TransferCoding { kNone, kChunked, kOther };

  size_t bytes_ = 0;
  bool ended_ = false;
  TransferCoding transfer_coding_ = TransferCoding::kNone;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_ANSWER_HEAD_H_
