#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_ANSWER_BODY_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_ANSWER_BODY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "bridge/gateway/http/answer_head.h"

namespace imageco::bridge::gateway {

// Takes the body of an answer out of what comes behind its head, and knows when it is whole. Chunks
// are read here, for libcurl 7.88 drops what lies behind the last one and keeps the connection.
class AnswerBody {
 public:
  enum class State {
    kMore,     // it goes on
    kWhole,    // nothing is missing
    kTooLong,  // it has more than bytes_max bytes
    kUnclear,  // it is not what the head says
  };

  // `head` has ended.
  AnswerBody(const AnswerHead& head, size_t bytes_max);

  // Takes what comes next. What comes behind a whole body is left over.
  State Add(std::string_view bytes);
  // The connection has ended in good order.
  State End();

  State state() const { return state_; }
  bool has_leftover() const { return has_leftover_; }
  std::string Take() { return std::move(bytes_); }

 private:
  enum class Place { kSize, kSizeRest, kData, kDataEnd, kTrailer, kTrailerRest };

  State Append(std::string_view bytes);
  std::string_view AddChunked(std::string_view bytes);
  void AddSizeByte(char byte);
  void EndSizeLine();

  AnswerHead::BodyEnd end_;
  size_t bytes_max_;
  State state_ = State::kMore;
  bool has_leftover_ = false;
  uint64_t left_ = 0;  // of the body, or of the chunk
  Place place_ = Place::kSize;
  int size_digits_ = 0;
  std::string bytes_;
};

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_ANSWER_BODY_H_
