#ifndef IMAGECO_TESTS_SANDBOX_ADMIN_CONNECTION_H_
#define IMAGECO_TESTS_SANDBOX_ADMIN_CONNECTION_H_

#include <boost/asio/ip/tcp.hpp>

#include "tests/sandbox/sandbox.h"
#include "tests/sandbox/stream.h"

namespace imageco::sandbox {

// Serves one connection to the admin endpoint to its end. `sandbox` must outlive it.
Awaitable<void> ServeAdmin(Sandbox& sandbox, boost::asio::ip::tcp::socket socket);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_ADMIN_CONNECTION_H_
