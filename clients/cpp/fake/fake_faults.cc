#include "clients/cpp/fake/fake_faults.h"

#include <utility>

#include "clients/cpp/src/reasons.h"

namespace imageco::complaint::testing {

void FakeFaults::Add(const FakeFault& fault, int calls) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < calls; ++i) faults_.push_back(fault);
}

void FakeFaults::AddDelay(std::chrono::milliseconds delay, int calls) {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < calls; ++i) delays_.push_back(delay);
}

FakeFault FakeFaults::Next() {
  const std::lock_guard lock(mutex_);
  FakeFault fault;
  if (!faults_.empty()) {
    fault = std::move(faults_.front());
    faults_.pop_front();
  }
  if (!delays_.empty()) {
    fault.delay = delays_.front();
    delays_.pop_front();
  }
  return fault;
}

Error MakeFailure(Error error) {
  if (const ReasonMeaning* meaning = FindMeaning(error.reason)) {
    if (error.code == Code::kUnknown) error.code = meaning->code;
    if (error.reason_name.empty()) error.reason_name = meaning->name;
  }
  if (error.message.empty()) error.message = "as the test wants it";
  if (error.gateway_result) {
    error.metadata["result_id"] = error.gateway_result->id;
    error.metadata["result_comment"] = error.gateway_result->comment;
  }
  return error;
}

Error MakeFailure(Reason reason) {
  Error error;
  error.reason = reason;
  return MakeFailure(std::move(error));
}

}  // namespace imageco::complaint::testing
