#ifndef IMAGECO_TESTS_SANDBOX_TLS_CONTEXT_H_
#define IMAGECO_TESTS_SANDBOX_TLS_CONTEXT_H_

#include <boost/asio/ssl/context.hpp>

#include "tests/sandbox/checked.h"
#include "tests/sandbox/config.h"

namespace imageco::sandbox {

// A server's context, TLS 1.2 or later, that demands a client certificate if `config` has an
// authority for them.
Checked<boost::asio::ssl::context> MakeTlsContext(const TlsConfig& config);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_TLS_CONTEXT_H_
