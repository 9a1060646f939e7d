#ifndef IMAGECO_TESTS_SANDBOX_ORIGIN_H_
#define IMAGECO_TESTS_SANDBOX_ORIGIN_H_

#include "tests/sandbox/http_message.h"

namespace imageco::sandbox {

// Whether another site's page made a browser send this: Origin is not the host that is asked, or,
// on the loopback interface, that host has a name of its own, which a site can have point here.
// What is no browser sends no Origin.
bool IsForeign(const Headers& headers, bool on_loopback);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_ORIGIN_H_
