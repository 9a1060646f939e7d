#include "imageco/complaint/error.h"

#include <array>
#include <cctype>
#include <cstddef>
#include <sstream>
#include <utility>

#include "clients/cpp/src/one_call.h"
#include "clients/cpp/src/reasons.h"
#include "clients/cpp/src/status_details.h"

namespace imageco::complaint {
namespace {

constexpr std::array<std::string_view, 17> kCodeNames = {
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
};

Reason ReasonOf(const std::string& name) {
  if (name.empty()) return Reason::kNone;
  const ReasonMeaning* meaning = FindMeaning(name);
  return meaning == nullptr ? Reason::kUnrecognized : meaning->reason;
}

Sent SentOf(const Error& error) {
  if (const ReasonMeaning* meaning = FindMeaning(error.reason)) return meaning->sent;
  const bool nothing = error.reason == Reason::kNone && IsTurnedAway(error.code);
  return nothing ? Sent::kNothing : Sent::kPerhaps;
}

std::optional<GatewayResult> GatewayResultOf(const std::map<std::string, std::string>& metadata) {
  const auto id = metadata.find("result_id");
  const auto comment = metadata.find("result_comment");
  if (id == metadata.end() && comment == metadata.end()) return std::nullopt;
  return GatewayResult{id == metadata.end() ? "" : id->second,
                       comment == metadata.end() ? "" : comment->second};
}

std::string_view WhatWasSent(Sent sent) {
  switch (sent) {
    case Sent::kNothing:
      return "Nothing was sent";
    case Sent::kRefused:
      return "The gateway got the reply and refused it";
    default:
      return "Perhaps the consumer sees the reply";
  }
}

// Whether the message says so itself, as the bridge's do.
bool SaysThatNothingWasSent(std::string_view message) {
  return message.find("othing was sent") != message.npos;
}

// Whether the error as such sent nothing, and only an attempt before it may have.
bool IsOfALaterAttempt(const Error& error) {
  if (error.sent != Sent::kPerhaps) return false;
  const ReasonMeaning* meaning = FindMeaning(error.reason);
  if (meaning != nullptr) return meaning->sent == Sent::kNothing;
  return SaysThatNothingWasSent(error.message);
}

std::string_view AdviceWithoutReason(Code code) {
  switch (code) {
    case Code::kUnavailable:
    case Code::kDeadlineExceeded:
    case Code::kUnimplemented:
    case Code::kUnauthenticated:
      return "check the address, TLS or plaintext, the certificates, the token and what stands in "
             "front of the bridge";
    case Code::kResourceExhausted:
      return "send less";
    case Code::kInvalidArgument:
    case Code::kInternal:
      return "fix the request";
    default:
      return kRetry;
  }
}

std::string_view WhatToDo(const Error& error) {
  if (error.sent == Sent::kPerhaps) return kAskAgain;
  if (const ReasonMeaning* meaning = FindMeaning(error.reason)) return meaning->what_to_do;
  if (error.message == kNoTime) return FindMeaning(Reason::kDeadlineTooShort)->what_to_do;
  return AdviceWithoutReason(error.code);
}

// What was sent and what to do, in the words of every client; not twice what the message says.
std::string Conclusion(const Error& error) {
  std::string advice(WhatToDo(error));
  if (IsOfALaterAttempt(error)) {
    return "But an earlier attempt may have sent it, and perhaps the consumer sees the reply: " +
           advice;
  }
  if (error.sent == Sent::kNothing && SaysThatNothingWasSent(error.message)) {
    advice[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(advice[0])));
    return advice;
  }
  return std::string(WhatWasSent(error.sent)) + ": " + advice;
}

}  // namespace

std::string_view Name(Code code) {
  const auto index = static_cast<std::size_t>(code);
  return index < kCodeNames.size() ? kCodeNames[index] : "UNKNOWN";
}

std::string_view Name(Reason reason) {
  const ReasonMeaning* meaning = FindMeaning(reason);
  return meaning == nullptr ? "" : meaning->name;
}

std::string_view Name(Sent sent) {
  switch (sent) {
    case Sent::kNothing:
      return "NOTHING";
    case Sent::kRefused:
      return "REFUSED";
    default:
      return "PERHAPS";
  }
}

std::string Error::ToString() const {
  std::ostringstream text;
  if (!reason_name.empty()) text << reason_name << " (" << Name(code) << ")";
  if (reason_name.empty()) text << Name(code);
  if (!message.empty()) text << ": " << message;
  for (const FieldViolation& violation : violations) {
    const std::string fault = violation.field + ": " + violation.description;
    if (message.find(fault) == message.npos) text << "; " << fault;
  }
  text << '.';
  if (gateway_result) text << " [" << gateway_result->id << ' ' << gateway_result->comment << ']';
  text << ' ' << Conclusion(*this);
  if (!transaction_id.empty()) text << " (transaction_id " << transaction_id << ')';
  return text.str();
}

Error DecodeError(Code code, std::string message, const std::string& details) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  TakeDetails(details, error);
  error.reason = ReasonOf(error.reason_name);
  error.sent = SentOf(error);
  error.gateway_result = GatewayResultOf(error.metadata);
  return error;
}

}  // namespace imageco::complaint
