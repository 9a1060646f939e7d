#include "tests/sandbox/fault_book.h"

#include <algorithm>
#include <utility>

namespace imageco::sandbox {
namespace {

bool IsAt(const FaultPlan& plan, FaultPoint point) {
  return plan.connection && plan.connection->at == point;
}

bool AgeMatches(ConnectionAge wanted, bool kept_alive) {
  return wanted == ConnectionAge::kAny || (wanted == ConnectionAge::kKeptAlive) == kept_alive;
}

bool StandsIn(const std::optional<std::string>& wanted, std::string_view bytes) {
  return !wanted || bytes.find(*wanted) != std::string_view::npos;
}

}  // namespace

int FaultBook::Add(FaultPlan plan) {
  const std::lock_guard lock(mutex_);
  ++last_id_;
  entries_.push_back({{last_id_, plan.name, plan.times, 0}, std::move(plan)});
  return last_id_;
}

bool FaultBook::Remove(int id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(entries_, [&](const Entry& entry) { return entry.status.id == id; }) > 0;
}

void FaultBook::Clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
}

int FaultBook::Fired(int id) const {
  const std::lock_guard lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.status.id == id) return entry.status.fired;
  }
  return 0;
}

std::vector<FaultStatus> FaultBook::List() const {
  const std::lock_guard lock(mutex_);
  std::vector<FaultStatus> list;
  list.reserve(entries_.size());
  for (const Entry& entry : entries_) list.push_back(entry.status);
  return list;
}

bool FaultBook::Spent(const Entry& entry) {
  return entry.status.times > 0 && entry.status.fired >= entry.status.times;
}

std::optional<FaultPlan> FaultBook::Take(const std::function<bool(const FaultPlan&)>& matches) {
  const std::lock_guard lock(mutex_);
  for (Entry& entry : entries_) {
    if (Spent(entry) || !matches(entry.plan)) continue;
    ++entry.status.fired;
    return entry.plan;
  }
  return std::nullopt;
}

std::optional<FaultPlan> FaultBook::TakeAtAccept() {
  return Take([](const FaultPlan& plan) { return IsAt(plan, FaultPoint::kAccept); });
}

std::optional<std::size_t> FaultBook::NextRequestByte(std::size_t byte) const {
  const std::lock_guard lock(mutex_);
  std::optional<std::size_t> next;
  for (const Entry& entry : entries_) {
    if (Spent(entry) || !IsAt(entry.plan, FaultPoint::kRequestByte)) continue;
    const std::size_t stop = entry.plan.connection->byte;
    if (stop > byte) next = std::min(next.value_or(stop), stop);
  }
  return next;
}

std::optional<FaultPlan> FaultBook::TakeAtRequestByte(std::string_view bytes, bool kept_alive) {
  return Take([&](const FaultPlan& plan) {
    return IsAt(plan, FaultPoint::kRequestByte) && plan.connection->byte == bytes.size() &&
           AgeMatches(plan.match.connection, kept_alive) && StandsIn(plan.match.path, bytes) &&
           StandsIn(plan.match.transaction_id, bytes);
  });
}

std::optional<FaultPlan> FaultBook::TakeForRequest(std::string_view path,
                                                   std::string_view transaction_id,
                                                   bool kept_alive) {
  return Take([&](const FaultPlan& plan) {
    const FaultMatch& match = plan.match;
    return !IsAt(plan, FaultPoint::kAccept) && !IsAt(plan, FaultPoint::kRequestByte) &&
           AgeMatches(match.connection, kept_alive) &&
           match.path.value_or(std::string(path)) == path &&
           match.transaction_id.value_or(std::string(transaction_id)) == transaction_id;
  });
}

}  // namespace imageco::sandbox
