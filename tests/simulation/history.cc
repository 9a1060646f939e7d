#include "tests/simulation/history.h"

#include <algorithm>

namespace imageco::simulation {

using bridge::ledger::Key;

std::shared_ptr<Attempt> History::Begin(ProcessId process, const Key& key,
                                        const std::string& content) {
  auto attempt = std::make_shared<Attempt>(Attempt{
      .process = process, .key = key, .content = content, .begin = world_.loop.SteadyNow()});
  attempts_[key].push_back(attempt);
  return attempt;
}

void History::Apply(Attempt& attempt) {
  if (Applied(attempt.key)) {
    world_.Violation("applied twice: ", attempt.key.transaction_id, ", now from process ",
                     attempt.process);
  }
  attempt.applied = true;
}

bool History::Applied(const Key& key) {
  const Attempts& attempts = attempts_[key];
  return std::any_of(attempts.begin(), attempts.end(), [](const auto& a) { return a->applied; });
}

bool History::Refused(const Key& key) {
  const Attempts& attempts = attempts_[key];
  return std::any_of(attempts.begin(), attempts.end(), [](const auto& a) { return a->refused; });
}

bool History::UnderWay(const Key& key) {
  const Attempts& attempts = attempts_[key];
  return std::any_of(attempts.begin(), attempts.end(), [](const auto& a) {
    return a->under_way || a->end == bridge::base::SteadyTime::max();
  });
}

}  // namespace imageco::simulation
