#ifndef IMAGECO_TESTS_BENCH_SYNC_COUNT_H_
#define IMAGECO_TESTS_BENCH_SYNC_COUNT_H_

#include <atomic>
#include <cstdint>
#include <string>

namespace imageco::bench {

// The environment names the file in which a process that has sync_counter.cc preloaded counts its
// calls of fsync and fdatasync, as one uint64.
inline constexpr char kSyncCountVariable[] = "SYNC_COUNT_FILE";

using SyncCounter = std::atomic<uint64_t>;

// How often a process has synced a file to its disk, which is once for each commit of a SQLite
// ledger, and for each checkpoint besides.
class SyncCount {
 public:
  // Counts in `file`, which is made.
  explicit SyncCount(const std::string& file);
  SyncCount(const SyncCount&) = delete;
  SyncCount& operator=(const SyncCount&) = delete;
  ~SyncCount();

  uint64_t value() const { return counter_->load(); }

 private:
  SyncCounter* counter_;
};

// The counter in `file`, mapped; null where there is none.
SyncCounter* MapSyncCounter(const char* file);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_SYNC_COUNT_H_
