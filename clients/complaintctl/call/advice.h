#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADVICE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADVICE_H_

#include <string_view>

#include "clients/complaintctl/call/failure.h"
#include "clients/complaintctl/command/console.h"
#include "imageco/complaint/error.h"

namespace imageco::complaintctl {

// What a failure means to the one who called.
struct Advice {
  ExitCode exit;
  std::string_view text;          // what to do
  bool perhaps_recorded = false;  // an operator's finding
};

// By the bridge's word. Nothing where the table lacks the reason.
const Advice* FindAdvice(complaint::Reason reason);

// By the reason where it is a known one, else by what was sent and the gRPC code.
Advice AdviceFor(const Failure& failure);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_CALL_ADVICE_H_
