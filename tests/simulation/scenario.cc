#include "tests/simulation/scenario.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace imageco::simulation {
namespace {

using bridge::admission::AdmissionOptions;
using bridge::ledger::Key;

constexpr char kFirstContent[] = "first payload";
constexpr char kOtherContent[] = "other payload";
constexpr size_t kTooManyCharacters = 201;

AdmissionOptions MakeAdmission(Random& random) {
  constexpr uint32_t kFew[] = {1, 2, 3, 32};
  constexpr uint32_t kWaiting[] = {1, 2, 1000};
  AdmissionOptions options;
  if (random.Chance(0.4)) {
    options.rate_per_second = static_cast<double>(1 + random.Below(20));
    options.burst = static_cast<uint32_t>(random.Below(4));
  }
  options.concurrency_max = random.Pick(kFew);
  options.waiting_max = random.Pick(kWaiting);
  options.wait_max = random.Between(absl::Milliseconds(200), absl::Seconds(10));
  options.breaker_failures = static_cast<uint32_t>(1 + random.Below(5));
  options.breaker_pause = random.Between(absl::Milliseconds(500), absl::Seconds(10));
  return options;
}

Key MakeKey(Random& random, uint64_t number) {
  return {random.Pick(kIsspids), absl::StrCat("reply", number)};
}

CallerPlan MakeCaller(const Key& key, Random& random, Faults& faults, absl::Duration until) {
  CallerPlan caller{.key = key, .content = kFirstContent, .start = {}};
  if (faults.Strike(Fault::kOtherPayload)) caller.content = kOtherContent;
  if (faults.Strike(Fault::kBadRequest)) {
    caller.valid = false;
    if (random.Chance(0.5)) {
      caller.key.isspid = "39499999";
    } else {
      caller.content = std::string(kTooManyCharacters, 'x');
    }
  }
  // Many at the same instant, or nearly.
  caller.start = random.Chance(0.4) ? absl::Milliseconds(static_cast<int64_t>(random.Below(3)))
                                    : random.Between(absl::ZeroDuration(), until);
  if (random.Chance(0.6)) caller.attempts_max = 1 + random.Below(5);
  return caller;
}

}  // namespace

Scenario MakeScenario(Random& random, Faults& faults) {
  Scenario scenario;
  scenario.format = random.Chance(0.8) ? Format::kJson : Format::kXml;
  if (random.Chance(0.6)) {
    scenario.replicas = 2;
    scenario.lease = random.Between(absl::Seconds(8), absl::Seconds(25));
    if (random.Chance(0.5)) scenario.ledger.send_margin = absl::Seconds(7);
    scenario.ledger.takes_up_lost_claims = random.Chance(0.5);
  }
  scenario.admission = MakeAdmission(random);
  scenario.faults_end = random.Between(absl::Seconds(1), absl::Seconds(60));
  const uint64_t keys = 1 + random.Below(4);
  for (uint64_t number = 0; number < keys; ++number) {
    const Key key = MakeKey(random, number);
    const uint64_t callers = 1 + random.Below(4);
    for (uint64_t i = 0; i < callers; ++i) {
      scenario.callers.push_back(MakeCaller(key, random, faults, scenario.faults_end));
    }
  }
  return scenario;
}

std::vector<CallerPlan> LastCallers(const Scenario& scenario) {
  std::vector<CallerPlan> last;
  for (const CallerPlan& caller : scenario.callers) {
    const bool known = std::any_of(last.begin(), last.end(), [&caller](const CallerPlan& other) {
      return other.key == caller.key;
    });
    if (!caller.valid || known) continue;
    last.push_back({.key = caller.key, .content = caller.content, .start = absl::ZeroDuration()});
  }
  return last;
}

}  // namespace imageco::simulation
