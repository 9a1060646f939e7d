#include "tests/bench/process_usage.h"

#include <time.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace imageco::bench {
namespace {

using std::filesystem::path;

double CpuSeconds(pid_t pid) {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &time) != 0) return 0;
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::map<std::string, double> ThreadSeconds(const path& process) {
  std::map<std::string, double> seconds;
  std::error_code error;
  for (const auto& task : std::filesystem::directory_iterator(process / "task", error)) {
    std::string name;
    double nanoseconds = 0;  // the first figure of schedstat
    std::getline(std::ifstream(task.path() / "comm"), name);
    std::ifstream(task.path() / "schedstat") >> nanoseconds;
    if (!name.empty()) seconds[name] += nanoseconds * 1e-9;
  }
  return seconds;
}

void ReadMemory(const path& process, ProcessUsage& usage) {
  std::ifstream status(process / "status");
  for (std::string name; status >> name;) {
    if (name == "VmRSS:") status >> usage.resident_kib;
    if (name == "VmHWM:") status >> usage.resident_peak_kib;
  }
}

}  // namespace

ProcessUsage UsageOf(pid_t pid) {
  const path process = absl::StrCat("/proc/", pid);
  ProcessUsage usage;
  usage.cpu_seconds = CpuSeconds(pid);
  usage.thread_seconds = ThreadSeconds(process);
  ReadMemory(process, usage);
  return usage;
}

}  // namespace imageco::bench
