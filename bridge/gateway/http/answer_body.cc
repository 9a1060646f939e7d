#include "bridge/gateway/http/answer_body.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace imageco::bridge::gateway {
namespace {

// What a gateway says that it will send costs nothing before it comes.
constexpr size_t kReserveMax = 64 * 1024;

int HexDigit(char byte) {
  if (absl::ascii_isdigit(static_cast<unsigned char>(byte))) return byte - '0';
  if (!absl::ascii_isxdigit(static_cast<unsigned char>(byte))) return -1;
  return absl::ascii_tolower(static_cast<unsigned char>(byte)) - 'a' + 10;
}

}  // namespace

AnswerBody::AnswerBody(const AnswerHead& head, size_t bytes_max)
    : end_(head.body_end()), bytes_max_(bytes_max) {
  if (end_ == AnswerHead::BodyEnd::kNoBody) state_ = State::kWhole;
  if (end_ == AnswerHead::BodyEnd::kNothing) state_ = State::kUnclear;
  if (end_ != AnswerHead::BodyEnd::kLength) return;
  left_ = head.length();
  if (left_ > bytes_max_) state_ = State::kTooLong;
  bytes_.reserve(std::min({left_, uint64_t{bytes_max_}, uint64_t{kReserveMax}}));
}

AnswerBody::State AnswerBody::Append(std::string_view bytes) {
  if (bytes.size() > bytes_max_ - bytes_.size()) return state_ = State::kTooLong;
  bytes_ += bytes;
  return state_;
}

AnswerBody::State AnswerBody::Add(std::string_view bytes) {
  std::string_view rest = bytes;
  if (state_ == State::kMore && end_ == AnswerHead::BodyEnd::kLastChunk) {
    rest = AddChunked(bytes);
  } else if (state_ == State::kMore) {
    const bool has_length = end_ == AnswerHead::BodyEnd::kLength;
    const auto taken = has_length ? std::min<uint64_t>(left_, bytes.size()) : bytes.size();
    rest.remove_prefix(taken);
    left_ -= has_length ? taken : 0;
    if (Append(bytes.substr(0, taken)) == State::kMore && has_length && left_ == 0) {
      state_ = State::kWhole;
    }
  }
  if (state_ == State::kWhole && !rest.empty()) has_leftover_ = true;
  return state_;
}

AnswerBody::State AnswerBody::End() {
  if (state_ == State::kMore && end_ == AnswerHead::BodyEnd::kClose) state_ = State::kWhole;
  return state_;
}

// RFC 9112 section 7.1. What lies behind the last chunk and its trailers.
std::string_view AnswerBody::AddChunked(std::string_view bytes) {
  while (!bytes.empty() && state_ == State::kMore) {
    if (place_ == Place::kData) {
      const auto taken = std::min<uint64_t>(left_, bytes.size());
      Append(bytes.substr(0, taken));
      left_ -= taken;
      if (left_ == 0) place_ = Place::kDataEnd;
      bytes.remove_prefix(taken);
    } else {
      AddSizeByte(bytes.front());
      bytes.remove_prefix(1);
    }
  }
  return bytes;
}

// A byte of the lines around the data.
void AnswerBody::AddSizeByte(char byte) {
  const bool ends_line = byte == '\n';
  if (place_ == Place::kSize && !ends_line) {
    const int digit = HexDigit(byte);
    if (digit < 0) {
      place_ = Place::kSizeRest;
    } else {
      left_ = left_ * 16 + digit;
      constexpr int kSizeDigitsMax = 15;
      if (++size_digits_ > kSizeDigitsMax) state_ = State::kTooLong;
    }
  } else if (place_ == Place::kDataEnd) {
    if (!ends_line && byte != '\r') state_ = State::kUnclear;
    if (ends_line) place_ = Place::kSize;
  } else if (place_ == Place::kTrailer && ends_line) {
    state_ = State::kWhole;
  } else if (place_ == Place::kTrailer && byte != '\r') {
    place_ = Place::kTrailerRest;
  } else if (place_ == Place::kTrailerRest && ends_line) {
    place_ = Place::kTrailer;
  } else if (ends_line) {
    EndSizeLine();
  }
}

void AnswerBody::EndSizeLine() {
  if (size_digits_ == 0) state_ = State::kUnclear;
  place_ = left_ > 0 ? Place::kData : Place::kTrailer;
  size_digits_ = 0;
}

}  // namespace imageco::bridge::gateway
