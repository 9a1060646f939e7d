#include "tests/sandbox/gateway.h"

#include <utility>

#include "tests/sandbox/gateway_answer.h"
#include "tests/sandbox/verification.h"

namespace imageco::sandbox {
namespace {

Message MakeMessage(const HttpRequest& request, const RequestOrigin& origin,
                    const Verdict& verdict) {
  Message message;
  message.arrival = std::chrono::system_clock::now();
  message.connection = origin.connection;
  message.kept_alive = origin.kept_alive;
  message.method = request.method;
  message.path = request.target;
  message.headers = request.headers;
  message.body = request.body;
  message.fields = verdict.fields;
  message.violations = verdict.violations();
  return message;
}

}  // namespace

Gateway::Gateway(const Config& config, FaultBook& faults, Journal& journal)
    : faults_(faults), journal_(journal) {
  for (const Endpoint& endpoint : config.endpoints) endpoints_.emplace(endpoint.path, endpoint);
}

const Endpoint* Gateway::FindEndpoint(std::string_view path) const {
  const auto found = endpoints_.find(path);
  return found == endpoints_.end() ? nullptr : &found->second;
}

Verdict Gateway::Judge(const HttpRequest& request) const {
  const Endpoint* const endpoint = FindEndpoint(request.target);
  if (endpoint == nullptr) {
    Verdict verdict;
    verdict.HoldTo("path");
    verdict.AddFormat("path", request.target + " is not served");
    return verdict;
  }
  Verdict verdict = Verify(*endpoint, request);
  journal_.CheckComplaint(verdict);
  return verdict;
}

Exchange Gateway::Handle(const HttpRequest& request, const RequestOrigin& origin) {
  const Endpoint* const endpoint = FindEndpoint(request.target);
  const Verdict verdict = Judge(request);
  const std::string transaction_id = FieldValue(verdict.fields, "transaction_id");
  const FaultPlan plan = faults_.TakeForRequest(request.target, transaction_id, origin.kept_alive)
                             .value_or(FaultPlan());

  const HttpAnswer answer = endpoint == nullptr
                                ? NotServedAnswer()
                                : MakeAnswer(*endpoint, verdict, plan.answer, request.keep_alive);
  const bool keep_alive =
      HeaderValues(answer.headers, "Connection") == std::vector<std::string_view>{"keep-alive"};
  Exchange exchange{ToBytes(answer), keep_alive, plan.latency, plan.connection};

  Message message = MakeMessage(request, origin, verdict);
  message.applied = verdict.Accepted() && plan.apply;
  message.answer = exchange.answer;
  message.fault = plan.name;
  journal_.Record(std::move(message));
  return exchange;
}

}  // namespace imageco::sandbox
