#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_ANSWER_HEAD_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_ANSWER_HEAD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imageco::bridge::gateway {

// Reads the head of an HTTP/1 answer for what libcurl does not tell: how the body ends, and in what
// it is wrapped.
class AnswerHead {
 public:
  // Of the head and its interim answers together.
  static constexpr size_t kBytesMax = 64 * 1024;

  // What tells that the body is whole (RFC 9112 section 6.3).
  enum class BodyEnd {
    kNoBody,  // by its status, or a length of 0
    kLength,
    kLastChunk,
    kClose,    // the end of the connection, in good order
    kNothing,  // what the head says cannot be, or cannot be read here
  };

  // Takes one line with its line end, in the order of arrival. False: there are more than kBytesMax
  // bytes. A new status line starts over, as after an interim answer (RFC 9110 section 15.2).
  bool AddLine(std::string_view line);

  // Whether the head of the final answer is whole. What follows is known only then.
  bool ended() const { return ended_; }
  // 0 where there is none to be read.
  int status() const { return head_.status; }
  BodyEnd body_end() const;
  uint64_t length() const { return head_.length.value_or(0); }  // with kLength
  // libcurl takes no length for true beside any Transfer-Encoding, and waits for the close.
  bool hides_length() const { return head_.has_transfer_codings; }
  // What the body was put through, the last first: "gzip", "deflate" or another token.
  std::vector<std::string> codings() const;
  // The last Retry-After, as it stands; empty without one.
  const std::string& retry_after() const { return head_.retry_after; }

 private:
  struct Head {
    int status = 0;
    std::optional<uint64_t> length;
    bool length_unclear = false;
    bool has_transfer_codings = false;
    std::vector<std::string> transfer_codings;  // in the order of their application
    std::vector<std::string> content_codings;
    std::string retry_after;
  };

  void AddField(std::string_view name, std::string_view value);
  void AddLength(std::string_view value);
  bool HasChunksLast() const;

  size_t bytes_ = 0;
  bool ended_ = false;
  Head head_;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_ANSWER_HEAD_H_
