#include "tests/bench/listening.h"

#include <cstdio>

namespace imageco::bench {

void SayListening(int port) {
  std::printf("{\"listening\":\"127.0.0.1:%d\"}\n", port);
  std::fflush(stdout);
}

}  // namespace imageco::bench
