#ifndef IMAGECO_TESTS_BENCH_LISTENING_H_
#define IMAGECO_TESTS_BENCH_LISTENING_H_

namespace imageco::bench {

// Writes {"listening":"127.0.0.1:PORT"} to stdout, for who started this program.
void SayListening(int port);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_LISTENING_H_
