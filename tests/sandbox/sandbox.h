#ifndef IMAGECO_TESTS_SANDBOX_SANDBOX_H_
#define IMAGECO_TESTS_SANDBOX_SANDBOX_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "tests/sandbox/checked.h"
#include "tests/sandbox/config.h"
#include "tests/sandbox/fault_book.h"
#include "tests/sandbox/fault_plan.h"
#include "tests/sandbox/journal.h"
#include "tests/sandbox/verdict.h"

namespace imageco::sandbox {

// An emulator of the vendor's gateway, on 127.0.0.1: serves HTTP, HTTPS and the admin endpoint on
// a thread of its own, judges every request, and fails as its fault plans say. Thread-safe.
class Sandbox {
 public:
  // Refuses a configuration that cannot be served, naming every fault.
  static Checked<std::unique_ptr<Sandbox>> Start(const Config& config);

  // Ends all connections and the thread.
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  std::uint16_t http_port() const;
  std::uint16_t https_port() const;  // 0 without Config::tls
  std::uint16_t admin_port() const;

  // Puts a plan in force and returns its id. A plan with FaultPlanFaults is a bug of the caller
  // and aborts.
  int AddFault(const FaultPlan& plan);
  int fired(int id) const;
  std::vector<FaultStatus> faults() const;
  bool RemoveFault(int id);  // false if it is not there
  void ClearFaults();

  // In the order of arrival.
  std::vector<Message> messages() const;
  std::vector<Message> applied(std::string_view transaction_id) const;

  std::optional<Complaint> complaint(std::string_view complaint_id) const;
  std::vector<Complaint> complaints() const;
  Counts counts() const;

  // Journal::Look; and every rule that a message of it was held to, found anew.
  Snapshot Look(std::uint64_t after, std::size_t most) const;
  Verdict Judge(const Message& message) const;

  // Waits until `done` holds of the counts; false if it does not within `timeout`.
  bool WaitFor(const std::function<bool(const Counts&)>& done,
               std::chrono::milliseconds timeout) const;

  // Closes a kept-alive connection that stays idle for so long; 0: never. Holds from the next
  // answer on.
  void SetIdleClose(std::chrono::milliseconds idle_close);

  // Forgets messages, counts, replies and plans, ends what hangs, and takes idle_close from the
  // configuration again. Connections stay open.
  void Reset();

 private:
  class Impl;
  explicit Sandbox(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_SANDBOX_H_
