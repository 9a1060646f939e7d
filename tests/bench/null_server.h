#ifndef IMAGECO_TESTS_BENCH_NULL_SERVER_H_
#define IMAGECO_TESTS_BENCH_NULL_SERVER_H_

namespace imageco::bench {

// Reply, as the cheapest server of the same gRPC: takes the bytes, reads nothing of them, and gives
// the bytes of the sample's answer.

// With gRPC's callback API and its threads. Never returns; says where it listens on stdout.
[[noreturn]] void ServeByCallback();

// With a completion queue that this thread turns.
[[noreturn]] void ServeByQueue();

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_NULL_SERVER_H_
