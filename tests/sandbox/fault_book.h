#ifndef IMAGECO_TESTS_SANDBOX_FAULT_BOOK_H_
#define IMAGECO_TESTS_SANDBOX_FAULT_BOOK_H_

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/fault_plan.h"

namespace imageco::sandbox {

struct FaultStatus {
  int id = 0;
  std::string name;  // FaultPlan::name
  int times = 1;     // as planned; 0: always
  int fired = 0;
};

// The plans in force. Of those that match an exchange, the one added first is taken; taking it
// counts as firing it. A plan that fired as often as planned matches nothing more but stays listed.
// Thread-safe.
class FaultBook {
 public:
  // `plan` must be free of FaultPlanFaults. Ids are never used twice.
  int Add(FaultPlan plan);
  bool Remove(int id);  // false if it is not there
  void Clear();

  int Fired(int id) const;  // 0 for an id that there is not
  std::vector<FaultStatus> List() const;

  std::optional<FaultPlan> TakeAtAccept();

  // The next byte of a request after `byte` at which a plan might stop it.
  std::optional<std::size_t> NextRequestByte(std::size_t byte) const;

  // For a request of which just `bytes` were read and more is to come.
  std::optional<FaultPlan> TakeAtRequestByte(std::string_view bytes, bool kept_alive);

  // For a request that was read whole. `path` and `transaction_id` as in FaultMatch.
  std::optional<FaultPlan> TakeForRequest(std::string_view path, std::string_view transaction_id,
                                          bool kept_alive);

 private:
  struct Entry {
    FaultStatus status;
    FaultPlan plan;
  };
  static bool Spent(const Entry& entry);
  std::optional<FaultPlan> Take(const std::function<bool(const FaultPlan&)>& matches);

  mutable std::mutex mutex_;  // guards all below
  std::vector<Entry> entries_;
  int last_id_ = 0;
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_FAULT_BOOK_H_
