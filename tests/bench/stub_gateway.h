#ifndef IMAGECO_TESTS_BENCH_STUB_GATEWAY_H_
#define IMAGECO_TESTS_BENCH_STUB_GATEWAY_H_

#include "absl/time/time.h"

namespace imageco::bench {

struct StubGatewayOptions {
  absl::Duration latency;  // from a whole message to its answer
  bool silent = false;     // reads, and never answers
  bool plain = false;      // answers with a ReplyResponse in ProtoJSON, without a sign
};

// A gateway that costs as little as it can: delivers every reply, without a look at its sign, over
// as many kept-alive connections as come. The gateway emulator judges what it gets, and costs more
// than the server that is measured. Never returns; says where it listens on stdout.
[[noreturn]] void ServeAsGateway(const StubGatewayOptions& options);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_STUB_GATEWAY_H_
