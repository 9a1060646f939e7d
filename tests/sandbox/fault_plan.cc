#include "tests/sandbox/fault_plan.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace imageco::sandbox {
namespace {

constexpr std::array<std::string_view, 5> kEchoes = {"response_type", "isspid", "transaction_id",
                                                     "seller_account", "complaint_id"};

void AddAcceptFaults(const FaultMatch& match, Faults& faults) {
  if (match.path) faults.emplace_back("match.path: not known yet at accept");
  if (match.transaction_id) faults.emplace_back("match.transaction_id: not known yet at accept");
  if (match.connection == ConnectionAge::kKeptAlive) {
    faults.emplace_back("match.connection: every connection is fresh at accept");
  }
}

}  // namespace

Faults FaultPlanFaults(const FaultPlan& plan) {
  Faults faults;
  const std::optional<std::string>& echo = plan.answer.wrong_echo;
  if (echo && std::ranges::find(kEchoes, *echo) == kEchoes.end()) {
    faults.push_back("wrong_echo: " + *echo + " is not a field of the answer");
  }
  if (plan.times < 0) faults.emplace_back("times: must not be negative");
  if (!plan.connection) return faults;
  if (plan.connection->at == FaultPoint::kAccept) AddAcceptFaults(plan.match, faults);
  if (plan.connection->at == FaultPoint::kRequestByte && plan.connection->byte == 0) {
    faults.emplace_back("connection.byte: must be at least 1 at request_byte");
  }
  return faults;
}

}  // namespace imageco::sandbox
