#ifndef IMAGECO_TESTS_SANDBOX_ADMIN_API_H_
#define IMAGECO_TESTS_SANDBOX_ADMIN_API_H_

#include <string>
#include <string_view>

#include "tests/sandbox/sandbox.h"

namespace imageco::sandbox {

struct AdminAnswer {
  int status = 200;
  std::string body;
  std::string_view content_type = "application/json";
};

// Carries out one admin request (README.md, "Admin endpoint") on `sandbox`. What is wrong with a
// request stands in {"faults": [...]}, with status 400 or 404.
AdminAnswer HandleAdmin(Sandbox& sandbox, std::string_view method, std::string_view target,
                        std::string_view body);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_ADMIN_API_H_
