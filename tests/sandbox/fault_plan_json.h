#ifndef IMAGECO_TESTS_SANDBOX_FAULT_PLAN_JSON_H_
#define IMAGECO_TESTS_SANDBOX_FAULT_PLAN_JSON_H_

#include <string_view>

#include "tests/sandbox/checked.h"
#include "tests/sandbox/fault_plan.h"

namespace imageco::sandbox {

// Reads a plan as the admin endpoint takes it (README.md, "Fault plans").
Checked<FaultPlan> ParseFaultPlan(std::string_view json);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_FAULT_PLAN_JSON_H_
