// Preloaded into a process: counts its calls of fsync and fdatasync where SYNC_COUNT_FILE says.

#include <dlfcn.h>

#include <cstdlib>

#include "tests/bench/sync_count.h"

namespace {

using Sync = int (*)(int);

void Count() {
  static imageco::bench::SyncCounter* const counter = [] {
    const char* file = std::getenv(imageco::bench::kSyncCountVariable);
    return file == nullptr ? nullptr : imageco::bench::MapSyncCounter(file);
  }();
  if (counter != nullptr) counter->fetch_add(1);
}

Sync Original(const char* name) { return reinterpret_cast<Sync>(dlsym(RTLD_NEXT, name)); }

}  // namespace

extern "C" {

int fsync(int fd) {
  static const Sync original = Original("fsync");
  Count();
  return original(fd);
}

int fdatasync(int fd) {
  static const Sync original = Original("fdatasync");
  Count();
  return original(fd);
}
}
