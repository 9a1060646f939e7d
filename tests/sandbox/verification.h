#ifndef IMAGECO_TESTS_SANDBOX_VERIFICATION_H_
#define IMAGECO_TESTS_SANDBOX_VERIFICATION_H_

#include "tests/sandbox/endpoint.h"
#include "tests/sandbox/http_message.h"
#include "tests/sandbox/verdict.h"

namespace imageco::sandbox {

// Judges one request against everything that the vendor's page and the endpoint demand of it: HTTP,
// form, character set, members or nodes, values, sign or mac. Lists all violations that it can
// still see; a body that is not JSON, XML or a form hides what is inside. Whether the complaint
// exists is not checked here. Pure.
Verdict Verify(const Endpoint& endpoint, const HttpRequest& request);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_VERIFICATION_H_
