#ifndef IMAGECO_CLIENTS_CPP_SRC_ONE_CALL_H_
#define IMAGECO_CLIENTS_CPP_SRC_ONE_CALL_H_

#include <grpc/support/time.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "clients/cpp/src/asking_again.h"
#include "imageco/complaint/cancellation.h"
#include "imageco/complaint/error.h"

namespace imageco::complaint {

// How long a call may take, whether its caller still wants it, and how hard it tries.
struct CallBounds {
  std::chrono::nanoseconds timeout;
  CancelToken cancel;
  Persistence persistence = kOnce;
};

// More than any call takes, and little enough to be added to any time.
inline constexpr std::chrono::nanoseconds kTimeoutMax = std::chrono::hours(24 * 365);

gpr_timespec ToDeadline(std::chrono::nanoseconds timeout);

Error ToError(const grpc::Status& status);

// Why an attempt need not begin.
std::optional<Error> WhyNot(std::chrono::nanoseconds timeout, const CancelToken& cancel);

// A call that was not begun, since no connection to the bridge stood: why gRPC had none, or that
// none stood in time.
Error NoConnection(const Error& why);
Error NoConnectionInTime();

// Whether a call, which asked for nothing, ended so for want of a connection.
bool IsNoConnection(const Error& error);

// What is said of a call that has no time.
inline constexpr std::string_view kNoTime = "no time was left to begin";

// Where gRPC refused to read a request of this size, nothing was sent. It says the same of an
// answer above the client's limit, so the size that it names must be the request's.
void TakeRequestSize(std::size_t request_bytes, Error& error);

// A caller in the world as it is.
class Caller : public virtual Surroundings {
 public:
  explicit Caller(const CancelToken& cancel) : cancel_(cancel) {}

  Clock::time_point Now() override { return Clock::now(); }
  bool IsCancelled() override { return cancel_.IsCancelled(); }
  double Random() override;

 private:
  const CancelToken cancel_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_CLIENTS_CPP_SRC_ONE_CALL_H_
