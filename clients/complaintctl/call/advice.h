#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADVICE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADVICE_H_

#include <string>
#include <string_view>

#include "clients/complaintctl/call/failure.h"
#include "clients/complaintctl/command/console.h"
#include "imageco/complaint/v1/error_reason.pb.h"

namespace imageco::complaintctl {

// What the gateway got of this reply.
enum class Sent {
  kNothing,
  kPerhaps,
  kRefused,  // it got it, and refused it
};

// What a failure means to the one who called.
struct Advice {
  Sent sent;
  ExitCode exit;
  std::string_view text;          // what to do
  bool perhaps_recorded = false;  // an operator's finding
};

// By the bridge's word (error_reason.proto). Nothing where the table lacks the reason.
const Advice* FindAdvice(complaint::v1::ErrorReason reason);

// By the reason where it is a known one, else by the gRPC code: without the bridge's word only a
// failure that provably stands in front of the bridge means that nothing was sent or recorded.
Advice AdviceFor(const Failure& failure);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADVICE_H_
