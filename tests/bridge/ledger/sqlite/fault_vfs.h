#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_SQLITE_FAULT_VFS_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_SQLITE_FAULT_VFS_H_

#include <sqlite3.h>

#include <condition_variable>
#include <mutex>
#include <string>

namespace imageco::bridge::ledger {

// How a disk fails.
enum class DiskFault {
  kFull,         // a write takes nothing
  kFullHalfway,  // a write takes the half
  kWriteError,   // a write takes the half, and the device fails
  kSyncError,    // fsync fails
};

// The files of the system for SQLite, with faults. One at a time; outlives its connections. From
// any thread.
class FaultVfs {
 public:
  FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;
  ~FaultVfs();

  // For SqliteDatabase::Open.
  static constexpr char kName[] = "faulty";

  // From the `nth` write or fsync on, counted from 1 and now, `times` in a row fail.
  void Fail(DiskFault fault, int nth, int times);
  void Mend() { Fail(DiskFault::kFull, 0, 0); }
  // How many failed since Fail.
  int failed();

  // From now on fsync waits; or goes on. AwaitHeld returns once one waits.
  void Hold();
  void Resume();
  void AwaitHeld();

  // For the files: what becomes of this call.
  bool Fails(bool is_sync);
  DiskFault fault();
  void WaitWhileHeld();

 private:
  sqlite3_vfs vfs_;
  std::mutex mutex_;
  std::condition_variable changed_;
  DiskFault fault_ = DiskFault::kFull;
  int calls_left_ = 0;  // that succeed yet
  int times_ = 0;       // that fail yet
  int failed_ = 0;
  bool held_ = false;
  int waiting_ = 0;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_SQLITE_FAULT_VFS_H_
