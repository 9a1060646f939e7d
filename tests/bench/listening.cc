#include "tests/bench/listening.h"

#include <signal.h>
#include <sys/prctl.h>

#include <cstdio>

namespace imageco::bench {

void SayListening(int port) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::printf("{\"listening\":\"127.0.0.1:%d\"}\n", port);
  std::fflush(stdout);
}

}  // namespace imageco::bench
