#ifndef IMAGECO_SERVER_OPERATIONS_READINESS_H_
#define IMAGECO_SERVER_OPERATIONS_READINESS_H_

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace imageco::server {

// Whether the process can serve, by what those who watch it say. For any thread.
class Readiness {
 public:
  // Who says what; in the order in which faults are named.
  enum class Part { kLife, kLedger, kListener, kLoop };
  static constexpr Part kParts[] = {Part::kLife, Part::kLedger, Part::kListener, Part::kLoop};
  static const char* NameOf(Part part);

  // `fault`: one line for people, without secrets; empty where all is well with that part.
  void Report(Part part, std::string fault);

  // What an operator should know though all is well: one line likewise, or nothing. One at a time.
  void Remark(std::string remark);
  std::string remark() const;

  // "PART: fault", one for each part that is not well. Empty: ready.
  std::vector<std::string> Faults() const;
  bool ready() const { return Faults().empty(); }
  bool is_well(Part part) const;

  // Called with what ready() is now, and whenever it changes, by whoever changes it. One listener;
  // none where it is null. What was called has returned once Listen does.
  void Listen(std::function<void(bool ready)> listener);

 private:
  // Not absl::Mutex, as in EpollLoop. Held while the listener is called, so that it hears of
  // changes in their order; taken before the other.
  std::mutex listening_;
  std::function<void(bool)> listener_;  // guarded by listening_
  bool told_ = false;                   // guarded by listening_
  mutable std::mutex mutex_;
  std::map<Part, std::string> faults_;  // guarded by mutex_
  std::string remark_;                  // guarded by mutex_
};

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_OPERATIONS_READINESS_H_
