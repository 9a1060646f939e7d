#include "clients/cpp/src/one_call.h"

#include <random>

#include "clients/cpp/src/local_error.h"

namespace imageco::complaint {
namespace {

constexpr char kNoConnection[] = "no connection to the bridge: ";

}  // namespace

gpr_timespec ToDeadline(std::chrono::nanoseconds timeout) {
  return gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC),
                      gpr_time_from_nanos(timeout.count(), GPR_TIMESPAN));
}

Error ToError(const grpc::Status& status) {
  return DecodeError(static_cast<Code>(status.error_code()), status.error_message(),
                     status.error_details());
}

std::optional<Error> WhyNot(std::chrono::nanoseconds timeout, const CancelToken& cancel) {
  if (cancel.IsCancelled()) return LocalError(Code::kCancelled, "cancelled before it began");
  if (timeout > std::chrono::nanoseconds::zero()) return std::nullopt;
  return LocalError(Code::kDeadlineExceeded, std::string(kNoTime));
}

Error NoConnection(const Error& why) { return LocalError(why.code, kNoConnection + why.message); }

Error NoConnectionInTime() {
  return LocalError(Code::kDeadlineExceeded, std::string(kNoConnection) + "none stood in time");
}

bool IsNoConnection(const Error& error) {
  return error.reason == Reason::kNone &&
         (error.code == Code::kUnavailable || error.code == Code::kDeadlineExceeded ||
          error.code == Code::kCancelled);
}

void TakeRequestSize(std::size_t request_bytes, Error& error) {
  const std::string named = "larger than max (" + std::to_string(request_bytes) + " vs";
  if (error.reason == Reason::kNone && error.code == Code::kResourceExhausted &&
      error.message.find(named) != error.message.npos) {
    error.sent = Sent::kNothing;
  }
}

double Caller::Random() {
  std::random_device random;
  return std::uniform_real_distribution<>()(random);
}

}  // namespace imageco::complaint
