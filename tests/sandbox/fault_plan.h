#ifndef IMAGECO_TESTS_SANDBOX_FAULT_PLAN_H_
#define IMAGECO_TESTS_SANDBOX_FAULT_PLAN_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "tests/sandbox/checked.h"
#include "tests/sandbox/http_message.h"

namespace imageco::sandbox {

enum class ConnectionAge { kAny, kFresh, kKeptAlive };

// Which exchanges a plan is for; what is unset matches anything. At FaultPoint::kRequestByte path
// and transaction_id match if they stand in the bytes read so far.
struct FaultMatch {
  std::optional<std::string> path;
  std::optional<std::string> transaction_id;
  ConnectionAge connection = ConnectionAge::kAny;  // kFresh: nothing was asked on it before
};

enum class BodyKind { kGateway, kNone, kHtml, kGarbage, kRaw };

// How an answer differs from the right one. What the endpoint's answers have not (a sign in bare
// XML) cannot be wrong or missing.
struct AnswerFault {
  int http_status = 200;
  BodyKind body = BodyKind::kGateway;
  std::string raw_body;  // for BodyKind::kRaw
  Headers headers;       // added, in place of those of the same name
  std::optional<std::string> result_id;
  std::optional<std::string> comment;
  bool wrong_sign = false;
  bool missing_sign = false;
  std::optional<std::string> wrong_echo;  // the field whose last character differs
  bool extra_nodes = false;               // unknown ones of all kinds; the sign covers them
  std::optional<std::size_t> body_bytes;  // cut to so many; Content-Length says the same
};

enum class ConnectionEnd {
  kClose,  // FIN, after close_notify if TLS and wanted; what the client still sends is discarded
  kReset,  // RST, never a close_notify
  kHang,   // nothing more, in either direction, until Sandbox::Reset or the end
  kGoOn,   // it does not: for ConnectionFault::reached alone
};

enum class FaultPoint {
  kAccept,        // at once, before a byte is read (and before a TLS handshake)
  kRequestByte,   // `byte` bytes were read, if the request is longer than that
  kAfterRequest,  // the whole request was read, nothing answered
  kAnswerByte,    // `byte` bytes of the answer were sent, status line included
};

struct ConnectionFault {
  ConnectionEnd end = ConnectionEnd::kReset;
  FaultPoint at = FaultPoint::kAfterRequest;
  std::size_t byte = 0;  // of plaintext
  bool close_notify = true;
  std::function<void()> reached{};  // called there first, on the sandbox's thread
};

struct FaultPlan {
  std::string name{};  // for those who look at what it did
  FaultMatch match;
  int times = 1;                         // 0: always
  std::chrono::milliseconds latency{0};  // before the answer, or before the connection ends
  AnswerFault answer;
  std::optional<ConnectionFault> connection;
  bool apply = true;  // false: even a good message is not applied
};

// What in a plan contradicts itself; such a plan could never fire.
Faults FaultPlanFaults(const FaultPlan& plan);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_FAULT_PLAN_H_
