#ifndef IMAGECO_SERVER_CALLS_REFUSAL_COUNTS_H_
#define IMAGECO_SERVER_CALLS_REFUSAL_COUNTS_H_

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <array>

#include "server/callers/refusal.h"

namespace imageco::server {

// How many calls were refused because of who made them. Any thread.
class RefusalCounts {
 public:
  // `registry` outlives it.
  explicit RefusalCounts(prometheus::Registry& registry) {
    auto& family = prometheus::BuildCounter()
                       .Name("complaint_calls_refused_total")
                       .Help("Calls that were refused because of who made them.")
                       .Register(registry);
    for (const auto& [why, name] : kReasons) {
      counts_[static_cast<size_t>(why)] = &family.Add({{"reason", name}});
    }
  }

  void Count(Refusal::Why why) { counts_[static_cast<size_t>(why)]->Increment(); }

 private:
  struct Reason {
    Refusal::Why why;
    const char* name;
  };
  static constexpr Reason kReasons[] = {
      {Refusal::Why::kNoIdentity, "NO_IDENTITY"},
      {Refusal::Why::kBadCredential, "BAD_CREDENTIAL"},
      {Refusal::Why::kNotAllowed, "NOT_ALLOWED"},
      {Refusal::Why::kRate, "RATE"},
  };

  std::array<prometheus::Counter*, std::size(kReasons)> counts_{};
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CALLS_REFUSAL_COUNTS_H_
