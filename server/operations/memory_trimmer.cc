#include "server/operations/memory_trimmer.h"

#include <malloc.h>

#include <atomic>
#include <utility>

#include "bridge/base/log.h"
#include "server/operations/process_usage.h"

namespace imageco::server {

MemoryTrimmer::MemoryTrimmer(bridge::base::EpollLoop& loop, MemoryTrimmerOptions options)
    : loop_(loop), options_(options), resident_bytes_(ResidentBytes()), timer_(loop) {
  LookLater();
}

void MemoryTrimmer::LookLater() {
  timer_.Set(options_.interval, [this] { Look(); });
}

void MemoryTrimmer::Look() {
  const double cpu_seconds = CpuSeconds();
  const double used = cpu_seconds - std::exchange(cpu_seconds_, cpu_seconds);
  const bool is_busy = used > options_.cores_max * absl::ToDoubleSeconds(options_.interval);
  const bool has_grown = ResidentBytes() > resident_bytes_ + options_.growth_min_bytes;
  if (has_grown && !is_busy) {
    Trim();
  } else {
    LookLater();
  }
}

// On a thread of its own: 400 MB take tenths of a second.
void MemoryTrimmer::Trim() {
  auto trimming = bridge::base::BlockingCall::Start(
      loop_, [](const std::atomic<bool>&) { malloc_trim(0); },
      [this] {
        trimming_.reset();
        resident_bytes_ = ResidentBytes();
        LookLater();
      });
  if (!trimming.ok()) return LookLater();
  trimming_ = *std::move(trimming);
}

}  // namespace imageco::server
