#ifndef IMAGECO_TESTS_SANDBOX_FIELD_RULES_H_
#define IMAGECO_TESTS_SANDBOX_FIELD_RULES_H_

#include <string>
#include <vector>

#include "tests/sandbox/endpoint.h"
#include "tests/sandbox/verdict.h"

namespace imageco::sandbox {

// The vendor's request table (spec/source.zh.txt, 请求报文说明), as this emulator reads it.

// Adds what is wrong with the names of a message, given in its order: unknown ones, repeated ones
// and known ones that do not stand in the vendor's order. JSON has a sign at its end, XML none.
void CheckNames(const std::vector<std::string>& names, Format format, Verdict& verdict);

// Adds what is wrong with the values in `verdict.fields`, all but the sign.
void CheckValues(const Endpoint& endpoint, Verdict& verdict);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_FIELD_RULES_H_
