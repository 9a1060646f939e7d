#include "server/reloader.h"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "bridge/base/thread.h"
#include "server/config/config_file.h"

namespace imageco::server {
namespace {

// What tells a file from another, and from what it was.
void Append(const std::string& path, std::string& text) {
  struct stat info = {};
  if (stat(path.c_str(), &info) != 0) return absl::StrAppend(&text, "-;");
  absl::StrAppend(&text, info.st_dev, ",", info.st_ino, ",", info.st_size, ",", info.st_mtim.tv_sec,
                  ",", info.st_mtim.tv_nsec, ",", info.st_ctim.tv_sec, ",", info.st_ctim.tv_nsec,
                  ";");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Reloader>> Reloader::Make(std::string path, const Config& config,
                                                         TakeOver take_over,
                                                         std::chrono::milliseconds interval) {
  auto reloader =
      absl::WrapUnique(new Reloader(std::move(path), config, std::move(take_over), interval));
  auto thread = bridge::base::StartThread([&reloader = *reloader] { reloader.Run(); });
  if (!thread.ok()) return thread.status();
  reloader->thread_ = *std::move(thread);
  return reloader;
}

Reloader::Reloader(std::string path, const Config& config, TakeOver take_over,
                   std::chrono::milliseconds interval)
    : path_(std::move(path)), take_over_(std::move(take_over)), interval_(interval) {
  WatchOthers(config);
  seen_ = LookAtFiles();
}

Reloader::~Reloader() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  wake_up_.notify_all();
  thread_.join();
}

void Reloader::ReloadNow() {
  {
    const std::lock_guard lock(mutex_);
    is_asked_ = true;
  }
  wake_up_.notify_all();
}

void Reloader::Run() {
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    wake_up_.wait_for(lock, interval_, [this] { return is_asked_ || is_ending_; });
    if (is_ending_) return;
    const bool is_asked = std::exchange(is_asked_, false);
    lock.unlock();
    if (is_asked || LookAtFiles() != seen_) Reload();
    lock.lock();
  }
}

void Reloader::Reload() {
  absl::StatusOr<Config> config;
  do {
    // Before they are read: what changes meanwhile is seen by the next look.
    seen_ = LookAtFiles();
    config = ReadConfigFile(path_);
  } while (config.ok() && WatchOthers(*config));
  take_over_(config);
}

bool Reloader::WatchOthers(const Config& config) {
  std::vector<std::string> files = FilesNamedBy(config);
  files.push_back(path_);
  files.swap(files_);
  return files != files_;
}

// Differs where a file, or one in a folder, is another, or was written, or is there or not.
std::string Reloader::LookAtFiles() const {
  std::string text;
  for (const std::string& path : files_) {
    Append(path, text);
    std::error_code no_folder;
    for (const auto& entry : std::filesystem::directory_iterator(path, no_folder)) {
      Append(entry.path().string(), text);
    }
  }
  return text;
}

}  // namespace imageco::server
