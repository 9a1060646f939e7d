#include "tests/bridge/ledger/sqlite/fault_vfs.h"

#include <cstdlib>
#include <utility>

namespace imageco::bridge::ledger {
namespace {

sqlite3_vfs* RealVfs() {
  static sqlite3_vfs* const real = sqlite3_vfs_find("unix");
  return real;
}

// Before the real file, in the memory that SQLite gives.
struct FaultFile {
  sqlite3_file base;
  FaultVfs* vfs;
};

FaultVfs& VfsOf(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file)->vfs; }
sqlite3_file* RealOf(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<FaultFile*>(file) + 1);
}

int Close(sqlite3_file* file) { return RealOf(file)->pMethods->xClose(RealOf(file)); }
int Read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  return RealOf(file)->pMethods->xRead(RealOf(file), bytes, size, offset);
}
int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const auto& real = *RealOf(file)->pMethods;
  if (!VfsOf(file).Fails(/*is_sync=*/false)) return real.xWrite(RealOf(file), bytes, size, offset);
  const DiskFault fault = VfsOf(file).fault();
  if (fault != DiskFault::kFull) real.xWrite(RealOf(file), bytes, size / 2, offset);
  return fault == DiskFault::kWriteError ? SQLITE_IOERR_WRITE : SQLITE_FULL;
}
int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (VfsOf(file).Fails(/*is_sync=*/false)) return SQLITE_IOERR_TRUNCATE;
  return RealOf(file)->pMethods->xTruncate(RealOf(file), size);
}
int Sync(sqlite3_file* file, int flags) {
  VfsOf(file).WaitWhileHeld();
  if (VfsOf(file).Fails(/*is_sync=*/true)) return SQLITE_IOERR_FSYNC;
  return RealOf(file)->pMethods->xSync(RealOf(file), flags);
}
int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  return RealOf(file)->pMethods->xFileSize(RealOf(file), size);
}
int Lock(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xLock(RealOf(file), level);
}
int Unlock(sqlite3_file* file, int level) {
  return RealOf(file)->pMethods->xUnlock(RealOf(file), level);
}
int CheckReservedLock(sqlite3_file* file, int* result) {
  return RealOf(file)->pMethods->xCheckReservedLock(RealOf(file), result);
}
int FileControl(sqlite3_file* file, int operation, void* argument) {
  return RealOf(file)->pMethods->xFileControl(RealOf(file), operation, argument);
}
int SectorSize(sqlite3_file* file) { return RealOf(file)->pMethods->xSectorSize(RealOf(file)); }
int DeviceCharacteristics(sqlite3_file* file) {
  return RealOf(file)->pMethods->xDeviceCharacteristics(RealOf(file));
}

constexpr sqlite3_io_methods kMethods = {
    1,
    Close,
    Read,
    Write,
    Truncate,
    Sync,
    FileSize,
    Lock,
    Unlock,
    CheckReservedLock,
    FileControl,
    SectorSize,
    DeviceCharacteristics,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
};

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* fault_file = reinterpret_cast<FaultFile*>(file);
  fault_file->vfs = static_cast<FaultVfs*>(vfs->pAppData);
  fault_file->base.pMethods = nullptr;
  const int code = RealVfs()->xOpen(RealVfs(), name, RealOf(file), flags, out_flags);
  // A file that could not be opened is closed all the same where it has methods.
  if (RealOf(file)->pMethods != nullptr) fault_file->base.pMethods = &kMethods;
  return code;
}

}  // namespace

FaultVfs::FaultVfs() : vfs_(*RealVfs()) {
  vfs_.zName = kName;
  vfs_.pNext = nullptr;
  vfs_.szOsFile = static_cast<int>(sizeof(FaultFile)) + RealVfs()->szOsFile;
  vfs_.pAppData = this;
  vfs_.xOpen = Open;
  if (sqlite3_vfs_register(&vfs_, /*makeDflt=*/0) != SQLITE_OK) std::abort();
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }

void FaultVfs::Fail(DiskFault fault, int nth, int times) {
  const std::lock_guard lock(mutex_);
  fault_ = fault;
  calls_left_ = nth - 1;
  times_ = times;
  failed_ = 0;
}

int FaultVfs::failed() {
  const std::lock_guard lock(mutex_);
  return failed_;
}

bool FaultVfs::Fails(bool is_sync) {
  const std::lock_guard lock(mutex_);
  if (times_ == 0 || is_sync != (fault_ == DiskFault::kSyncError)) return false;
  if (calls_left_ > 0) {
    --calls_left_;
    return false;
  }
  --times_;
  ++failed_;
  return true;
}

DiskFault FaultVfs::fault() {
  const std::lock_guard lock(mutex_);
  return fault_;
}

void FaultVfs::Hold() {
  const std::lock_guard lock(mutex_);
  held_ = true;
}

void FaultVfs::Resume() {
  const std::lock_guard lock(mutex_);
  held_ = false;
  changed_.notify_all();
}

void FaultVfs::AwaitHeld() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_ > 0; });
}

void FaultVfs::WaitWhileHeld() {
  std::unique_lock lock(mutex_);
  if (!held_) return;
  ++waiting_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return !held_; });
  --waiting_;
}

}  // namespace imageco::bridge::ledger
