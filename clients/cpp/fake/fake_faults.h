#ifndef IMAGECO_CLIENTS_CPP_FAKE_FAKE_FAULTS_H_
#define IMAGECO_CLIENTS_CPP_FAKE_FAKE_FAULTS_H_

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>

#include "imageco/complaint/error.h"

namespace imageco::complaint::testing {

// What befalls a call.
struct FakeFault {
  enum class Kind { kNone, kFail, kLoseRequest, kLoseAnswer };

  Kind kind = Kind::kNone;
  Error error;  // with kFail
  std::chrono::milliseconds delay{};
};

// The faults that were set and befell no call yet. Thread-safe.
class FakeFaults {
 public:
  void Add(const FakeFault& fault, int calls);
  void AddDelay(std::chrono::milliseconds delay, int calls);

  FakeFault Next();

 private:
  std::mutex mutex_;
  std::deque<FakeFault> faults_;
  std::deque<std::chrono::milliseconds> delays_;
};

// The error that the bridge would give: with what follows from the reason, where `error` leaves it
// open.
Error MakeFailure(Error error);
Error MakeFailure(Reason reason);

}  // namespace imageco::complaint::testing

#endif  // IMAGECO_CLIENTS_CPP_FAKE_FAKE_FAULTS_H_
