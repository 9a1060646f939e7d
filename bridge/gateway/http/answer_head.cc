#include "bridge/gateway/http/answer_head.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace imageco::bridge::gateway {
namespace {

constexpr char kChunked[] = "chunked";

std::string_view TrimHeaderText(std::string_view text) {
  constexpr std::string_view kWhiteSpace = " \t\r\n";
  const size_t first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

std::string LowerCase(std::string_view text) {
  return absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
}

// Of "HTTP/1.1 200 OK".
int StatusOf(std::string_view line) {
  const std::string_view code = line.substr(std::min(line.find(' '), line.size()));
  int status = 0;
  const bool read = code.size() >= 4 && absl::SimpleAtoi({code.data() + 1, 3}, &status);
  return read ? status : 0;
}

// The codings of a comma-separated list, without parameters; "identity" is none.
void AppendCodings(std::string_view list, std::vector<std::string>& codings) {
  for (absl::string_view part : absl::StrSplit(absl::string_view(list.data(), list.size()), ',')) {
    std::string coding = LowerCase(TrimHeaderText({part.data(), part.size()}));
    if (coding.starts_with("x-")) coding.erase(0, 2);
    if (!coding.empty() && coding != "identity") codings.push_back(std::move(coding));
  }
}

}  // namespace

bool AnswerHead::AddLine(std::string_view line) {
  bytes_ += line.size();
  if (line.starts_with("HTTP/")) {
    ended_ = false;
    head_ = {};
    head_.status = StatusOf(line);
  } else if (line.find_first_not_of("\r\n") == std::string_view::npos) {
    ended_ = head_.status >= 200;
  } else if (const size_t colon = line.find(':'); colon != std::string_view::npos) {
    AddField(line.substr(0, colon), TrimHeaderText(line.substr(colon + 1)));
  }
  return bytes_ <= kBytesMax;
}

void AnswerHead::AddField(std::string_view name, std::string_view value) {
  const std::string field = LowerCase(name);
  if (field == "content-length") {
    AddLength(value);
  } else if (field == "transfer-encoding") {
    head_.has_transfer_codings = true;
    AppendCodings(value, head_.transfer_codings);
  } else if (field == "content-encoding") {
    AppendCodings(value, head_.content_codings);
  } else if (field == "retry-after") {
    head_.retry_after = value;
  }
}

void AnswerHead::AddLength(std::string_view value) {
  uint64_t length = 0;
  const bool read = !value.empty() &&
                    std::all_of(value.begin(), value.end(), absl::ascii_isdigit) &&
                    absl::SimpleAtoi({value.data(), value.size()}, &length);
  if (!read || (head_.length && *head_.length != length)) head_.length_unclear = true;
  head_.length = length;
}

bool AnswerHead::HasChunksLast() const {
  const auto& codings = head_.transfer_codings;
  return !codings.empty() && codings.back() == kChunked &&
         std::count(codings.begin(), codings.end(), kChunked) == 1;
}

AnswerHead::BodyEnd AnswerHead::body_end() const {
  const auto& codings = head_.transfer_codings;
  if (head_.status == 204 || head_.status == 304) return BodyEnd::kNoBody;
  if (HasChunksLast()) return BodyEnd::kLastChunk;
  if (std::find(codings.begin(), codings.end(), kChunked) != codings.end()) {
    return BodyEnd::kNothing;
  }
  if (!codings.empty()) return BodyEnd::kClose;
  if (head_.length_unclear) return BodyEnd::kNothing;
  if (!head_.length) return BodyEnd::kClose;
  return *head_.length == 0 ? BodyEnd::kNoBody : BodyEnd::kLength;
}

std::vector<std::string> AnswerHead::codings() const {
  std::vector<std::string> codings = head_.content_codings;
  codings.insert(codings.end(), head_.transfer_codings.begin(), head_.transfer_codings.end());
  if (HasChunksLast()) codings.pop_back();
  std::reverse(codings.begin(), codings.end());
  return codings;
}

}  // namespace imageco::bridge::gateway
