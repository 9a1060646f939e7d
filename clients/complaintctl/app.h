#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_APP_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_APP_H_

#include <string>
#include <vector>

#include "bridge/program/program_page.h"
#include "clients/complaintctl/command/console.h"

namespace imageco::complaintctl {

// All that complaintctl takes.
bridge::program::ProgramPage AppPage();

// Runs the command that the arguments name (those of main without the program), or shows help or
// version. Faults of the command line go to stderr.
ExitCode RunApp(const std::vector<std::string>& arguments, Console& console);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_APP_H_
