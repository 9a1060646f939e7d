#ifndef IMAGECO_SERVER_RELOADER_H_
#define IMAGECO_SERVER_RELOADER_H_

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"

namespace imageco::server {

// Reads a configuration again, on a thread of its own, whenever its file or one that it names has
// changed, by a look from time to time; and whenever it is told to. A link that is moved counts as
// a change, as Kubernetes moves those of its Secrets and ConfigMaps.
class Reloader {
 public:
  using Config = bridge::config::v1::BridgeConfig;
  // Takes over what was read, or hears why nothing was.
  using TakeOver = std::function<void(const absl::StatusOr<Config>& config)>;

  // `config`: what `path` held. `take_over` is called on the thread of this object.
  // ResourceExhaustedError: the system has no thread left.
  static absl::StatusOr<std::unique_ptr<Reloader>> Make(
      std::string path, const Config& config, TakeOver take_over,
      std::chrono::milliseconds interval = std::chrono::seconds(2));
  Reloader(const Reloader&) = delete;
  Reloader& operator=(const Reloader&) = delete;
  // Waits for a take-over that is under way.
  ~Reloader();

  // Whether anything has changed or not. Any thread.
  void ReloadNow();

 private:
  Reloader(std::string path, const Config& config, TakeOver take_over,
           std::chrono::milliseconds interval);
  void Run();
  void Reload();
  // Whether these are others than before.
  bool WatchOthers(const Config& config);
  std::string LookAtFiles() const;

  const std::string path_;
  const TakeOver take_over_;
  const std::chrono::milliseconds interval_;
  // Of the thread.
  std::vector<std::string> files_;
  std::string seen_;

  std::mutex mutex_;  // not absl::Mutex, as in EpollLoop
  std::condition_variable wake_up_;
  bool is_asked_ = false;   // guarded by mutex_
  bool is_ending_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_RELOADER_H_
