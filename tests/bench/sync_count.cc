#include "tests/bench/sync_count.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

namespace imageco::bench {

SyncCounter* MapSyncCounter(const char* file) {
  const int fd = open(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return nullptr;
  void* mapped =
      mmap(nullptr, sizeof(SyncCounter), PROT_READ | PROT_WRITE, MAP_SHARED, fd, /*offset=*/0);
  close(fd);
  return mapped == MAP_FAILED ? nullptr : static_cast<SyncCounter*>(mapped);
}

SyncCount::SyncCount(const std::string& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0 || ftruncate(fd, sizeof(SyncCounter)) != 0) std::abort();
  close(fd);
  counter_ = MapSyncCounter(file.c_str());
  if (counter_ == nullptr) std::abort();
}

SyncCount::~SyncCount() { munmap(counter_, sizeof(SyncCounter)); }

}  // namespace imageco::bench
