#include "bridge/gateway/outcome.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {
namespace {

constexpr char kSuccessId[] = "0000";
constexpr absl::Duration kDefaultRetryDelay = absl::Seconds(60);

template <typename Ids>
bool Contains(const Ids& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

NotSent ComeBackLater(const TransportResult& transport, const config::v1::Results& rules,
                      std::string why) {
  const auto& delay = rules.retry_delay();
  const absl::Duration configured =
      rules.has_retry_delay() ? absl::Seconds(delay.seconds()) + absl::Nanoseconds(delay.nanos())
                              : kDefaultRetryDelay;
  return NotSent{std::move(why), transport.retry_after.value_or(configured)};
}

Outcome InterpretResult(const TransportResult& transport, const Answer& answer,
                        const config::v1::Results& rules) {
  const GatewayResult& result = answer.result;
  if (result.id == kSuccessId) return Delivered{result};
  if (Contains(rules.unknown_ids(), result.id)) {
    return Unknown{absl::StrCat("the gateway's result ", result.id, " leaves it open")};
  }
  if (Contains(rules.retry_ids(), result.id)) {
    return ComeBackLater(transport, rules, absl::StrCat("the gateway's result is ", result.id));
  }
  return Rejected{result, transport.http_status};
}

bool SaysSuccess(const Answer& answer) {
  return answer.trust == Answer::Trust::kVerified && answer.result.id == kSuccessId;
}

}  // namespace

Outcome Interpret(const TransportResult& transport, const Answer& answer,
                  const config::v1::Results& rules) {
  if (transport.sent == Sent::kNothing) return NotSent{transport.error, std::nullopt};
  if (transport.sent == Sent::kPerhaps) return Unknown{transport.error};

  const int status = transport.http_status;
  const std::string http = absl::StrCat("HTTP status ", status);
  if (status >= 500) return Unknown{http};
  if (status >= 300 && SaysSuccess(answer)) return Unknown{http + " contradicts its message"};
  if (status == 429) return ComeBackLater(transport, rules, http);
  if (answer.trust == Answer::Trust::kVerified) return InterpretResult(transport, answer, rules);
  const bool refused = status >= 400 && answer.trust == Answer::Trust::kForeign;
  if (refused) return Rejected{{}, status};
  return Unknown{absl::StrCat(http, ", ", answer.fault)};
}

}  // namespace imageco::bridge::gateway
