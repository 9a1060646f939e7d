#ifndef IMAGECO_TESTS_SIMULATION_GATEWAY_VERDICT_H_
#define IMAGECO_TESTS_SIMULATION_GATEWAY_VERDICT_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/random.h"
#include "tests/simulation/vendor_message.h"

namespace imageco::simulation {

// Results of the simulated gateway besides "0000".
inline constexpr char kRefusedId[] = "1001";
inline constexpr char kRetryId[] = "9998";
inline constexpr char kOpenId[] = "9999";

// What the door turns away by itself, as the operator was told; nothing behind it answers so.
inline constexpr int kRefusedAtTheDoor = 451;
inline constexpr int kDeferredAtTheDoor = 425;

// What the gateway does with a message that arrived, and what it answers.
struct Verdict {
  bool applied = false;
  bool refused = false;
  int http_status = 200;
  std::string body;
  std::optional<absl::Duration> retry_after{};
};

// By the faults of the run; without one, the message is applied and the answer says so.
Verdict Judge(Format format, const VendorRequest& request, Faults& faults, Random& random);

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_GATEWAY_VERDICT_H_
