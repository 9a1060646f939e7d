#include "server/capture/exchange_text.h"

#include <string_view>
#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace imageco::server {
namespace {

using bridge::gateway::GatewayResult;

std::string Describe(const GatewayResult& result) {
  return absl::StrCat(result.id, result.id.empty() ? "" : " ", result.comment);
}

struct Describer {
  std::string operator()(const bridge::gateway::Delivered& delivered) const {
    return absl::StrCat("delivered: ", Describe(delivered.result));
  }
  std::string operator()(const bridge::gateway::Rejected& rejected) const {
    return absl::StrCat("refused: ", rejected.result.id.empty()
                                         ? absl::StrCat("HTTP status ", rejected.http_status)
                                         : Describe(rejected.result));
  }
  std::string operator()(const bridge::gateway::Deferred& deferred) const {
    return absl::StrCat("deferred, and not taken: ", deferred.why);
  }
  std::string operator()(const bridge::gateway::NotSent& not_sent) const {
    return absl::StrCat("nothing was sent: ", not_sent.why);
  }
  std::string operator()(const bridge::gateway::Unknown& unknown) const {
    return absl::StrCat("unknown: ", unknown.why);
  }
};

// Each line behind "< ".
std::string Marked(std::string_view head) {
  std::string marked;
  for (absl::string_view line :
       absl::StrSplit(absl::StripSuffix(absl::string_view(head.data(), head.size()), "\n"), '\n')) {
    absl::ConsumeSuffix(&line, "\r");
    absl::StrAppend(&marked, "< ", line, "\n");
  }
  return marked;
}

}  // namespace

std::string EndpointOf(const bridge::config::v1::Gateway& gateway) {
  return gateway.url().substr(0, gateway.url().find('?'));
}

std::string DescribeOutcome(const bridge::gateway::Outcome& outcome) {
  return std::visit(Describer{}, outcome);
}

std::string ExchangeText(const std::string& endpoint, const std::string& content_type,
                         const bridge::gateway::ObservedExchange& exchange) {
  std::string text = absl::StrCat("> POST ", endpoint, " HTTP/1.1\n> Content-Type: ", content_type,
                                  "\n>\n", exchange.message, "\n\n");
  const bridge::gateway::TransportResult& result = exchange.result;
  if (!result.head.empty()) absl::StrAppend(&text, Marked(result.head));
  if (result.sent == bridge::gateway::Sent::kAnswered) {
    absl::StrAppend(&text, result.body, "\n");
  } else {
    absl::StrAppend(&text, "* ", result.error, "\n");
  }
  return text;
}

}  // namespace imageco::server
