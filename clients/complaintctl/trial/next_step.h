#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_NEXT_STEP_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_NEXT_STEP_H_

#include <string>

#include "bridge/reply_record.h"
#include "clients/complaintctl/command/console.h"
#include "clients/complaintctl/trial/trial_bridge.h"

namespace imageco::complaintctl {

// What to do after a trial, for people: where an answer was not verified, what the doctor says of
// it. `seen` may be null: nothing went over the wire. `key`: the merchant's, never printed; may be
// empty. Gives the exit code.
ExitCode PrintNextStep(const bridge::ReplyResult& result, const SeenExchange* seen,
                       const std::string& key,
                       const std::shared_ptr<const bridge::gateway::Gbk>& gbk, Console& console);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_TRIAL_NEXT_STEP_H_
