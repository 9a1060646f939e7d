// Preloaded into a process: counts its calls of fsync and fdatasync, as one uint64 in the file that
// SYNC_COUNT_FILE names, which must be there. With a SQLite ledger that is once for each commit,
// and for each checkpoint besides.

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>

namespace {

using Counter = std::atomic<uint64_t>;
using Sync = int (*)(int);

// Null where there is none.
Counter* MapCounter() {
  const char* file = std::getenv("SYNC_COUNT_FILE");
  const int fd = file == nullptr ? -1 : open(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return nullptr;
  void* mapped = mmap(nullptr, sizeof(Counter), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  return mapped == MAP_FAILED ? nullptr : static_cast<Counter*>(mapped);
}

void Count() {
  static Counter* const counter = MapCounter();
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
