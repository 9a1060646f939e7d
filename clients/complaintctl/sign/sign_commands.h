#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGN_COMMANDS_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGN_COMMANDS_H_

#include "clients/complaintctl/command/command.h"

namespace imageco::complaintctl {

// All three read the key from a file and never print it.

// "sign make": prints a message's sign or mac.
Command SignMakeCommand();

// "sign check": whether a message's own sign or mac fits.
Command SignCheckCommand();

// "sign doctor": names the schemes that fit a real message.
Command SignDoctorCommand();

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_SIGN_COMMANDS_H_
