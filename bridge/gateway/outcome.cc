#include "bridge/gateway/outcome.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "bridge/gateway/codec/utf8.h"

namespace imageco::bridge::gateway {
namespace {

constexpr size_t kResultIdChars = 4;
// What Java writes for a text that is not there.
constexpr char kNoValue[] = "null";
constexpr absl::Duration kDefaultRetryDelay = absl::Seconds(60);
// Of what is told without being believed: the documented 64 characters, in any script.
constexpr size_t kUnverifiedBytesMax = 256;

template <typename Values, typename Value>
bool Contains(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Somebody else's text, for a line of ours.
std::string Quoted(std::string_view text) {
  std::string quoted(Shortened(text, kUnverifiedBytesMax));
  for (char& c : quoted) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  return quoted;
}

// What a newcomer meets first: the gateway's own words on a message that it could not read.
std::string Unbelieved(const GatewayResult& said) {
  if (said.id.empty() && said.comment.empty()) return "";
  return absl::StrCat("; the gateway said, unverified: ", Quoted(said.id), " ",
                      Quoted(said.comment));
}

Deferred ComeBackLater(const TransportResult& transport, const config::v1::Results& rules,
                       std::string why) {
  const auto& delay = rules.retry_delay();
  const absl::Duration configured =
      rules.has_retry_delay() ? absl::Seconds(delay.seconds()) + absl::Nanoseconds(delay.nanos())
                              : kDefaultRetryDelay;
  return {std::move(why), transport.retry_after.value_or(configured)};
}

// Of a message that verifies.
Outcome InterpretResult(const TransportResult& transport, const GatewayResult& result,
                        const config::v1::Results& rules) {
  const int status = transport.http_status;
  const bool success = result.id == kSuccessId;
  if (status >= 500 || (status >= 300 && success)) {
    return Unknown{absl::StrCat("HTTP status ", status, " contradicts the gateway's result ",
                                Quoted(result.id), " ", Quoted(result.comment))};
  }
  if (success) return Delivered{result};
  if (!IsResultId(result.id)) {
    return Unknown{absl::StrCat("the gateway's result \"", Quoted(result.id),
                                "\" is no id of four letters or digits")};
  }
  if (Contains(rules.unknown_ids(), result.id)) {
    return Unknown{absl::StrCat("the gateway's result ", result.id, " leaves it open")};
  }
  if (Contains(rules.retry_ids(), result.id)) {
    return ComeBackLater(transport, rules, absl::StrCat("the gateway's result is ", result.id));
  }
  return Rejected{result, status};
}

}  // namespace

bool IsResultId(const std::string& id) {
  return id.size() == kResultIdChars &&
         std::all_of(id.begin(), id.end(),
                     [](unsigned char c) { return absl::ascii_isalnum(c); }) &&
         !absl::EqualsIgnoreCase(id, kNoValue);
}

Outcome Interpret(const TransportResult& transport, const Answer& answer,
                  const config::v1::Results& rules) {
  if (transport.sent == Sent::kNothing) return NotSent{transport.error};
  if (transport.sent == Sent::kPerhaps) return Unknown{transport.error};
  if (answer.trust == Answer::Trust::kVerified) {
    return InterpretResult(transport, answer.result, rules);
  }
  const int status = transport.http_status;
  const std::string http = absl::StrCat("HTTP status ", status);
  if (answer.trust == Answer::Trust::kForeign) {
    if (Contains(rules.refused_statuses(), status)) return Rejected{{}, status};
    if (Contains(rules.deferred_statuses(), status)) return ComeBackLater(transport, rules, http);
  }
  // What a wrong URL brings; what stands behind may have applied the reply all the same.
  const bool may_be_elsewhere = status == 404 && answer.trust == Answer::Trust::kForeign;
  return Unknown{absl::StrCat(http, may_be_elsewhere ? " (check gateway.url)" : "", ", ",
                              answer.fault, Unbelieved(answer.result))};
}

}  // namespace imageco::bridge::gateway
